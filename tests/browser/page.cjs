/*
 * page.cjs CASE: the consumer page in a real browser (harness.cjs).
 *
 *   PAGES    JSON: which address shows what: {"edible": "http://127.0.0.1:8080/01/...", "hostile": ...}
 */
const assert = require('node:assert');
const { axe, fits, keep, main, open, quiet, shot } = require('./harness.cjs');

const PAGES = JSON.parse(process.env.PAGES || '{}');

const cases = {
	async chinese() {
		const { page, seen } = await open(PAGES.edible);
		assert.strictEqual(await page.locator('h1').innerText(), '✓\n可食用，已售出');
		assert.strictEqual(await page.locator('html').getAttribute('lang'), 'zh-CN');
		assert.ok((await page.title()).includes('可食用'));
		await shot(page, 'edible-zh');
		quiet(seen);
		assert.strictEqual(seen.requests.filter((url) => url.startsWith('http')).length, 1);
	},

	async english() {
		const { page, seen } = await open(PAGES.edible, { locale: 'en-GB' });
		assert.strictEqual(await page.locator('h1').innerText(), '✓\nFit to eat, sold');
		await shot(page, 'edible-en');
		await page.getByRole('link', { name: '中文' }).click();
		assert.ok((await page.locator('h1').innerText()).includes('可食用'));
		await page.getByRole('link', { name: 'English' }).click();
		assert.ok((await page.locator('h1').innerText()).includes('Fit to eat'));
		quiet(seen);
	},

	async narrow() {
		for (const name of ['edible', 'recalled', 'hostile']) {
			const { page } = await open(PAGES[name], { viewport: { width: 320, height: 640 } });
			assert.ok(await fits(page), name + ' is wider than 320 px');
			await shot(page, name + '-320');
			await page.context().close();
		}
	},

	async dark() {
		for (const name of ['edible', 'recalled']) {
			const { page } = await open(PAGES[name], { colorScheme: 'dark' });
			const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
			assert.ok(paper.match(/\d+/g).every((part) => Number(part) < 60), paper);
			await shot(page, name + '-dark');
			await page.context().close();
		}
	},

	async noscript() {
		const { page } = await open(PAGES.edible, { javaScriptEnabled: false });
		await page.getByRole('button', { name: '查验' }).first().waitFor();
		await page.locator('svg').first().waitFor();
		await page.locator('summary').click();
		await page.locator('select').selectOption('smell');
	},

	async first_screen() {
		const { page } = await open(PAGES.recalled, { viewport: { width: 360, height: 640 } });
		const box = await page.locator('.verdict').boundingBox();
		assert.ok(box.y + box.height < 400, 'the verdict is on the first screen');
		assert.ok((await page.locator('h1').innerText()).includes('已召回'));
		const size = await page.locator('h1').evaluate((node) => parseFloat(getComputedStyle(node).fontSize));
		assert.ok(size >= 32, String(size));
		await shot(page, 'recalled-zh');
	},

	async verdicts() {
		const wanted = { edible: '可食用，已售出', recalled: '已召回', expired: '过期', unsure: '暂时无法核验',
			unknown: '无此记录', forged: '标签签名不符' };
		for (const [name, words] of Object.entries(wanted)) {
			const { page } = await open(PAGES[name]);
			assert.ok((await page.locator('h1').innerText()).includes(words), name);
			await shot(page, name + '-zh');
			assert.ok(!(await page.content()).includes('正品'));
			await page.context().close();
		}
	},

	async axe_light() {
		for (const name of ['edible', 'recalled', 'expired', 'unsure', 'unknown', 'forged', 'recalled_forged']) {
			const { page } = await open(PAGES[name], { bypassCSP: true });
			await page.evaluate(() => document.querySelectorAll('details').forEach((node) => { node.open = true; }));
			assert.deepStrictEqual((await axe(page)).map((found) => found.id), [], name);
			await page.context().close();
		}
	},

	async axe_dark() {
		for (const name of ['edible', 'recalled', 'unsure', 'forged', 'recalled_forged']) {
			const { page } = await open(PAGES[name], { bypassCSP: true, colorScheme: 'dark', locale: 'en-GB' });
			await page.evaluate(() => document.querySelectorAll('details').forEach((node) => { node.open = true; }));
			assert.deepStrictEqual((await axe(page)).map((found) => found.id), [], name);
			await page.context().close();
		}
	},

	async hostile() {
		const { page, seen } = await open(PAGES.hostile);
		await page.waitForTimeout(300); /* an onerror would have fired */
		quiet(seen);
		assert.strictEqual(await page.locator('script, img, iframe, b b, i').count(), 0);
		assert.ok((await page.locator('body').innerText()).includes('<script>alert(1)'));
		await shot(page, 'hostile');
	},

	/* Our own page cannot load anything, even if somebody got markup into it. */
	async policy() {
		const { page, seen } = await open(PAGES.edible);
		await page.evaluate(() => {
			const image = document.createElement('img');
			image.src = 'http://127.0.0.1:9/x.png';
			const script = document.createElement('script');
			script.textContent = 'globalThis.ran = true';
			const style = document.createElement('style');
			style.textContent = 'body { display: none }';
			document.body.append(image, script, style);
		});
		assert.strictEqual(await page.evaluate(() => globalThis.ran), undefined);
		assert.notStrictEqual(await page.evaluate(() => getComputedStyle(document.body).display), 'none');
		assert.ok(seen.errors.length >= 3, seen.errors.join()); /* each was refused */
	},

	async keyboard() {
		const { page } = await open(PAGES.edible);
		const reached = [];
		for (let i = 0; i < 4; i++) {
			await page.keyboard.press('Tab');
			reached.push(await page.evaluate(() => document.activeElement.tagName));
			const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
			assert.notStrictEqual(outline, 'none', reached.join());
		}
		assert.deepStrictEqual(reached, ['A', 'BUTTON', 'SUMMARY', 'A']);
	},

	async print() {
		const { page } = await open(PAGES.recalled);
		await page.emulateMedia({ media: 'print' });
		assert.strictEqual(await page.locator('form').first().isVisible(), false);
		const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
		assert.strictEqual(paper, 'rgb(255, 255, 255)');
		const pdf = await page.pdf({ format: 'A4' });
		assert.ok(pdf.length > 10000);
		keep('recalled.pdf', pdf);
	},

	async zoomed() {
		/* WCAG 1.4.4 and 1.4.10: twice the letters, no loss. */
		const { page } = await open(PAGES.edible, { viewport: { width: 640, height: 800 } });
		await page.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
		assert.ok(await fits(page));
	},

	/* Two taps by a person, counted. Needs a server whose station is on line. */
	async check() {
		const { page, seen } = await open(PAGES.checked, { javaScriptEnabled: false });
		await page.getByText('此码尚无人查验').waitFor();
		await page.getByRole('button', { name: '查验', exact: true }).click();
		await page.getByRole('status').getByText('第 1 次').waitFor();
		assert.strictEqual(await page.getByText('尚无人查验').count(), 0);
		await shot(page, 'checked-zh');
		for (let i = 0; i < 300; i++) {
			await page.goto(PAGES.checked);
			if (await page.getByText('已查验 1 次').count())
				break;
			await new Promise((resolve) => { setTimeout(resolve, 100); });
		}
		await page.getByText('已查验 1 次').waitFor();
		await page.getByRole('button', { name: '查验', exact: true }).click();
		await page.getByRole('status').getByText('第 2 次').waitFor();
		assert.deepStrictEqual(seen.dialogs, []);
		await page.locator('summary').click();
		await page.locator('textarea').fill('味道不对');
		await page.getByRole('button', { name: '提交' }).click();
		await page.getByText('投诉已登记').waitFor();
	},
};

main(cases);

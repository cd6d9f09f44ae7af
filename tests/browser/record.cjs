/*
 * record.cjs CASE: the farmer's form in a real browser (harness.cjs), with a broker and a gateway behind it.
 *
 *   RECORD   the form's address
 *   LOGIN    STATION:PASSWORD
 *   OTHER    the same of another station
 *   HANZI    the same of one whose password is Chinese
 * Each case writes down weighings by an operator of its own, named as the case: what is stored is looked at from outside.
 */
const assert = require('node:assert');
const { axe, fits, main, open, phone, quiet, shot } = require('./harness.cjs');

const { RECORD, LOGIN, OTHER, HANZI } = process.env;
const [STATION, PASSWORD] = (LOGIN || ':').split(':');

/* A phone whose owner has opened the link that he was given. */
async function begin(by, options = {}, context = null) {
	const opened = await open(`${RECORD}#${LOGIN}:${by}`, options, context);
	await opened.page.locator('#kinds').waitFor();
	return opened;
}

async function weigh(page, pig, kg) {
	await page.locator('[data-kind=weigh]').click();
	await page.locator('#weigh-of').fill(pig);
	await page.locator('#weigh-kg').fill(kg);
	await page.locator('#weigh .main').click();
}

async function entries(page, state, count) {
	await page.waitForFunction(([wanted, many]) => document.querySelectorAll('li .' + wanted).length === many,
		[state, count], { timeout: 30000 });
}

/* What many have in their hands. */
const SMALL = { viewport: { width: 360, height: 740 } };

async function seen_at_once(page, found) {
	const box = await found.boundingBox();
	assert.ok(box && box.y >= 0 && box.y + box.height <= page.viewportSize().height, JSON.stringify(box));
}

const cases = {
	/* Nobody has told the phone yet who writes on it. */
	async first() {
		const { page, seen } = await open(RECORD);
		await page.locator('#login').waitFor();
		assert.strictEqual(await page.locator('#kinds').isVisible(), false);
		assert.strictEqual(await page.locator('#login .back').isVisible(), false);
		await shot(page, 'login-zh');
		await page.locator('#station').fill(STATION);
		await page.locator('#password').fill(PASSWORD);
		await page.locator('#by').fill('first');
		await page.locator('#login .main').click();
		await shot(page, 'kinds-zh');
		await weigh(page, '114113000010001', '101.5');
		await entries(page, 'kept', 1);
		assert.strictEqual(await page.locator('#state').innerText(), '全部已入库。');
		await shot(page, 'stored-zh');
		quiet(seen);
	},

	async link() {
		const { page, seen } = await begin('link');
		assert.strictEqual(page.url(), RECORD);
		await page.locator('[data-kind=medicate]').click();
		await shot(page, 'medicate-zh');
		await page.locator('#medicate .back').click();
		await weigh(page, '耳标 114113000010011'.slice(3), '１０１．５公斤');
		await entries(page, 'kept', 1);
		quiet(seen);
	},

	/* Written without network, read again without network, in a window of its own: sent when there is network. */
	async offline() {
		const context = await phone();
		const { page } = await begin('offline', {}, context);
		await page.evaluate(() => navigator.serviceWorker.ready);
		await context.setOffline(true);
		for (let i = 1; i <= 12; i++)
			await weigh(page, '1141130000200' + String(i).padStart(2, '0'), String(90 + i));
		await page.close();
		const later = await context.newPage();
		await later.goto(RECORD);
		await entries(later, 'waiting', 12);
		await later.locator('#state', { hasText: '没有网络' }).waitFor();
		await shot(later, 'offline-zh');
		await context.setOffline(false);
		await entries(later, 'kept', 12);
		assert.strictEqual(await later.locator('#state').innerText(), '全部已入库。');
	},

	/* What is kept opens first, and the newer one the next time; one of it, whatever it was asked with. */
	async newer() {
		const { page } = await begin('newer');
		await page.evaluate(() => navigator.serviceWorker.ready);
		await page.evaluate(async () => {
			const cache = await caches.open('pigtrace-record');
			const old = await (await cache.match('/record')).text();
			await cache.put('/record', new Response(old.replace('<h1>', '<h1>old '), {
				headers: { 'Content-Type': 'text/html', Vary: 'Accept, Accept-Language' } }));
		});
		await page.reload();
		await page.locator('h1', { hasText: 'old' }).waitFor();
		for (let i = 0; i < 50 && await page.locator('h1', { hasText: 'old' }).count(); i++)
			await page.reload();
		assert.strictEqual(await page.locator('h1').innerText(), '猪场记录');
		assert.strictEqual(await page.evaluate(async () => (await (await caches.open('pigtrace-record')).keys()).length), 1);
	},

	async wrong() {
		const { page } = await begin('wrong', SMALL);
		await weigh(page, '1141130000', '101');
		await entries(page, 'wrong', 1);
		assert.strictEqual(await page.locator('#state').innerText(), '需要改正：1');
		await shot(page, 'wrong-zh');
		/* Why stands where it is seen, and beside its question, as long as that is open. */
		const why = '没有发出，内容有误：“1141130000”：耳标有 15 位数字，此处有 10 位 (对象)';
		const above = page.locator('#amiss .wrong');
		assert.strictEqual(await above.innerText(), why);
		await seen_at_once(page, above);
		await page.getByRole('button', { name: '修改' }).click();
		assert.strictEqual(await page.locator('#weigh-kg').inputValue(), '101');
		assert.strictEqual(await page.locator('#reason').innerText(), why);
		await seen_at_once(page, page.locator('#reason'));
		assert.strictEqual(await page.locator('[aria-invalid]').getAttribute('id'), 'weigh-of');
		assert.ok(await page.locator('#weigh-of').evaluate((field) => field === document.activeElement));
		await shot(page, 'change-zh');
		await page.locator('#weigh .back').click();
		await page.locator('[data-kind=weigh]').click();
		assert.strictEqual(await page.locator('#reason').innerText(), '');
		assert.strictEqual(await page.locator('[aria-invalid]').count(), 0);
		await page.locator('#weigh .back').click();
		await page.getByRole('button', { name: '修改' }).click();
		await page.locator('#weigh-of').fill('1141 1300 0010 031');
		await page.locator('#weigh .main').click();
		await entries(page, 'kept', 1);
		await entries(page, 'wrong', 0);
	},

	/* What a record cannot hold, whoever says so, keeps nothing else from being sent. */
	async large() {
		const { page } = await begin('large', SMALL);
		for (const count of [240, 1000, 20000]) {
			await page.locator('[data-kind=die]').click();
			await page.locator('#die-of').evaluate((field, many) => {
				field.value = Array.from({ length: many }, (_, i) => '1141130' + String(i).padStart(8, '0')).join('\n');
			}, count);
			await page.locator('#die .main').click();
		}
		await weigh(page, '114113000010151', '101.5');
		await entries(page, 'kept', 1);
		await entries(page, 'wrong', 3);
		assert.strictEqual(await page.locator('#state').innerText(), '需要改正：3');
		assert.strictEqual(await page.locator('.wrong', { hasText: '请分两次记录' }).count(), 2);
		await shot(page, 'large-zh');
	},

	/* Nor does an answer that is none of ours; one that says later does. */
	async stranger() {
		const { page } = await begin('stranger');
		const answers = [[429, '<html>'], [200, '<html>'], [502, '{"error":1}'], [404, '{"error":1}'], [400, '<html>']];
		await page.route('**/record', (route) => {
			const [status, body] = answers.shift() || [0];
			return status ? route.fulfill({ status, body }) : route.continue();
		});
		await weigh(page, '114113000010161', '101.5');
		for (let left = 4; left >= 2; left--) {
			await page.waitForFunction(() => document.querySelector('#state').innerText === '尚未入库：1');
			await entries(page, 'waiting', 1);
			await page.evaluate(() => window.dispatchEvent(new Event('online')));
			while (answers.length >= left)
				await page.waitForTimeout(50);
		}
		await entries(page, 'wrong', 1);
		await page.locator('.wrong', { hasText: '404' }).waitFor();
		await weigh(page, '114113000010162', '101.5');
		await weigh(page, '114113000010163', '101.5');
		await entries(page, 'wrong', 2);
		await entries(page, 'kept', 1);
	},

	/* A login in Chinese letters, and one in a link that somebody has written by hand. */
	async hanzi() {
		const { page, seen } = await open(`${RECORD}#${HANZI.split(':')[0]}:50%密码:hanzi`);
		await weigh(page, '114113000010171', '101.5');
		await page.locator('#why', { hasText: '不对' }).waitFor();
		await page.locator('#password').fill(HANZI.split(':')[1]);
		await page.locator('#login .main').click();
		await entries(page, 'kept', 1);
		assert.deepStrictEqual(seen.dialogs, []);
	},

	/* Whoever has touched it by mistake goes back, and is who he was. */
	async back() {
		const { page, seen } = await begin('back', SMALL);
		await page.locator('#other').click();
		await page.locator('#password').fill('x');
		await shot(page, 'other-zh');
		await page.locator('#login .back').click();
		assert.ok(await page.locator('#kinds').isVisible());
		await weigh(page, '114113000010181', '101.5');
		await entries(page, 'kept', 1);
		quiet(seen);
	},

	/* Neither window overwrites what the other has written down. */
	async windows() {
		const context = await phone();
		const one = (await begin('windows', {}, context)).page;
		const two = (await begin('windows', {}, context)).page;
		await context.setOffline(true);
		await Promise.all([weigh(one, '114113000010041', '91'), weigh(two, '114113000010042', '92')]);
		await Promise.all([weigh(one, '114113000010043', '93'), weigh(two, '114113000010044', '94')]);
		await entries(one, 'waiting', 4);
		await entries(two, 'waiting', 4);
		await context.setOffline(false);
		await entries(one, 'kept', 4);
		await entries(two, 'kept', 4);
	},

	/* What one station has written is not said by another, and is not lost. */
	async stations() {
		const context = await phone();
		const { page } = await begin('stations', {}, context);
		await context.setOffline(true);
		await weigh(page, '114113000010131', '96');
		await page.locator('#other').click();
		await page.locator('#station').fill(OTHER.split(':')[0]);
		await page.locator('#password').fill(OTHER.split(':')[1]);
		await page.locator('#login .main').click();
		await context.setOffline(false);
		await weigh(page, '114113000010132', '97');
		await entries(page, 'kept', 1);
		await entries(page, 'waiting', 1);
		await page.locator('#list', { hasText: STATION }).waitFor();
		await page.locator('#other').click();
		await page.locator('#station').fill(STATION);
		await page.locator('#password').fill(PASSWORD);
		await page.locator('#login .main').click();
		await entries(page, 'kept', 2);
	},

	/* A station's name that was mistyped has said nothing. */
	async mistyped() {
		const { page } = await open(`${RECORD}#phone-99:guess:mistyped`);
		await weigh(page, '114113000010141', '95');
		await page.locator('#why', { hasText: '不对' }).waitFor();
		await page.locator('#station').fill(STATION);
		await page.locator('#password').fill(PASSWORD);
		await page.locator('#login .main').click();
		await entries(page, 'kept', 1);
	},

	/* What was written under a wrong password is not lost. */
	async password() {
		const { page } = await open(`${RECORD}#${STATION}:guess:password`);
		await weigh(page, '114113000010051', '95');
		await page.getByText('站点或密码不对。').waitFor();
		await shot(page, 'refused-zh');
		assert.strictEqual(await page.locator('#station').inputValue(), STATION);
		await page.locator('#password').fill(PASSWORD);
		await page.locator('#login .main').click();
		await entries(page, 'kept', 1);
	},

	/* Written on an older page, with a kind and a question that are no more. */
	async older() {
		const { page, seen } = await begin('older');
		await page.evaluate(() => {
			const common = { text: '', station: 'phone-01', values: { do: 'gone', at: '2026-11-20T07:00:00+08:00' } };
			localStorage.setItem('pigtrace.record.a', JSON.stringify({ id: 'a', state: 'wrong', shown: { of: 'x' }, ...common }));
			localStorage.setItem('pigtrace.record.b', JSON.stringify({ ...common, id: 'b', state: 'wrong',
				values: { ...common.values, do: 'weigh' }, shown: { of: '114113000010121', speed: '3', kg: '88' } }));
		});
		await page.reload();
		await entries(page, 'wrong', 2);
		await page.getByRole('button', { name: '修改' }).click();
		await page.locator('#weigh .main').click();
		await entries(page, 'kept', 1);
		await entries(page, 'wrong', 1);
		quiet(seen);
	},

	async again() {
		const { page } = await begin('again');
		await weigh(page, '114113000010061', '96');
		await entries(page, 'kept', 1);
		await page.getByRole('button', { name: '照此再记' }).click();
		assert.strictEqual(await page.locator('#weigh-of').inputValue(), '114113000010061');
		await page.locator('#weigh-kg').fill('97');
		await page.locator('#weigh .main').click();
		await entries(page, 'kept', 2);
	},

	/* Groups and lots that were named before are tapped, animals are not offered. */
	async near() {
		const { page } = await begin('near');
		await page.locator('[data-kind=feed]').click();
		await page.locator('#feed-of').fill('group:1411300001/F3');
		await page.locator('#feed-in').fill('liangfeng/BY1=90kg');
		await page.locator('#feed .main').click();
		await entries(page, 'kept', 1);
		await weigh(page, '114113000010081', '97');
		await entries(page, 'kept', 2);
		await page.locator('[data-kind=move]').click();
		assert.deepStrictEqual(await page.locator('#move .near button').allInnerTexts(), Array(3).fill('group:1411300001/F3'));
		await page.locator('#move .back').click();
		await page.locator('[data-kind=feed]').click();
		await page.locator('#feed .near button', { hasText: 'group:1411300001/F3' }).click();
		await page.locator('#feed .near button', { hasText: 'liangfeng/BY1' }).click();
		await shot(page, 'near-zh');
		await page.locator('#feed .main').click();
		await entries(page, 'kept', 3);
	},

	/* The phone says so, and what was typed still stands there. */
	async full() {
		const { page, seen } = await begin('full');
		await page.evaluate(() => {
			let size = 1 << 22;
			for (let i = 0; size > 0; i++) {
				try {
					localStorage.setItem('other' + i, 'x'.repeat(size));
				} catch (full) {
					size >>= 1;
				}
			}
		});
		await weigh(page, '114113000010071', '98');
		assert.strictEqual(seen.dialogs.length, 1);
		assert.ok(seen.dialogs[0].includes('没有记下'));
		assert.strictEqual(await page.locator('#weigh-of').inputValue(), '114113000010071');
		await page.evaluate(() => {
			Object.keys(localStorage).filter((key) => key.startsWith('other')).forEach((key) => localStorage.removeItem(key));
		});
		await page.locator('#weigh .main').click();
		await entries(page, 'kept', 1);
	},

	async hostile() {
		const { page, seen } = await begin('hostile');
		await page.locator('[data-kind=weigh]').click();
		await page.locator('#weigh-of').fill('<img src=x onerror=alert(1)>');
		await page.locator('#weigh-kg').fill('98');
		await page.locator('#weigh-remark').fill('<script>alert(1)</script>');
		await page.locator('#weigh .main').click();
		await entries(page, 'wrong', 1);
		assert.ok((await page.locator('#amiss').innerText()).includes('<img'));
		assert.strictEqual(await page.locator('img').count(), 0);
		/* What somebody put in would not run. */
		await page.evaluate(() => {
			const script = document.createElement('script');
			script.textContent = 'document.title = "run"';
			document.body.appendChild(script);
		});
		assert.notStrictEqual(await page.title(), 'run');
		assert.deepStrictEqual(seen.dialogs, []);
		seen.errors = [];
		quiet(seen);
	},

	async clock() {
		const context = await phone();
		await context.addInitScript(() => {
			const now = Date.now;
			Date.now = () => now() - 600000;
		});
		const { page } = await begin('clock', {}, context);
		await weigh(page, '114113000010091', '99');
		await page.getByText('本机时间不准').waitFor();
		assert.ok((await page.locator('#clock').innerText()).endsWith('10'));
	},

	async keyboard() {
		const { page } = await begin('keyboard');
		await page.locator('[data-kind=weigh]').focus();
		await page.keyboard.press('Enter');
		await page.keyboard.type('114113000010101');
		await page.keyboard.press('Tab');
		await page.keyboard.type('88');
		await page.keyboard.press('Enter');
		await entries(page, 'kept', 1);
	},

	async narrow() {
		const { page } = await begin('narrow', { viewport: { width: 320, height: 568 } });
		assert.ok(await fits(page));
		for (const kind of ['weigh', 'certify', 'test']) {
			await page.locator(`[data-kind=${kind}]`).click();
			assert.ok(await fits(page));
			await page.locator(`#${kind} .back`).click();
		}
		await weigh(page, '114113000010111', '88');
		await entries(page, 'kept', 1);
		assert.ok(await fits(page));
	},

	async axe() {
		for (const options of [{}, { colorScheme: 'dark', locale: 'en-GB' }]) {
			const { page } = await begin('axe', options);
			await weigh(page, '1', '88');
			await entries(page, 'wrong', 1);
			assert.deepStrictEqual(await axe(page), []);
			await page.locator('[data-kind=certify]').click();
			assert.deepStrictEqual(await axe(page), []);
			await shot(page, options.locale ? 'certify-en-dark' : 'certify-zh');
			await page.locator('#certify .back').click();
			await page.locator('#other').click();
			assert.deepStrictEqual(await axe(page), []);
		}
	},

	async noscript() {
		const { page } = await open(RECORD, { javaScriptEnabled: false });
		await page.getByText('本页需要 JavaScript').waitFor();
	},
};

main(cases);

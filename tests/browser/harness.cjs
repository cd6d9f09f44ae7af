/*
 * harness.cjs: what the tests in a real browser share. One case a run; an assertion that fails ends with 1.
 *
 *   SHOTS    directory for screenshots
 *   CHROMIUM the browser [/usr/bin/chromium]
 */
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { chromium } = require('playwright-core');

const { SHOTS } = process.env;
const AXE = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

let browser;

async function phone(options = {}) {
	return browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'zh-CN', ...options });
}

/* A page of its own, on a phone of its own or on one that is there: what goes wrong in it is an error of the test. */
async function open(target, options = {}, context = null) {
	const page = await (context || await phone(options)).newPage();
	const seen = { requests: [], errors: [], dialogs: [] };
	page.on('request', (request) => seen.requests.push(request.url()));
	page.on('console', (message) => { if (message.type() === 'error') seen.errors.push(message.text()); });
	page.on('pageerror', (error) => seen.errors.push(String(error)));
	page.on('dialog', (dialog) => { seen.dialogs.push(dialog.message()); dialog.dismiss(); });
	const response = await page.goto(target, { waitUntil: 'load' });
	seen.origin = new URL(target).origin;
	return { page, seen, response };
}

/* For a person to look at. */
function keep(name, bytes) {
	if (SHOTS)
		fs.writeFileSync(path.join(SHOTS, name), bytes);
}

async function shot(page, name) {
	keep(name + '.png', await page.screenshot({ fullPage: true }));
}

/* Nothing may stand out on the right. */
async function fits(page) {
	return page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);
}

/* axe runs through the debugger, as no script of the page may. */
async function axe(page) {
	await page.evaluate(AXE);
	const result = await page.evaluate(() => globalThis.axe.run(document, {
		runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
	for (const found of result.violations)
		console.log(found.impact, found.id, found.help, found.nodes.map((node) => node.target.join(' ')).slice(0, 5).join(' | '));
	return result.violations;
}

function quiet(seen) {
	assert.deepStrictEqual(seen.errors, []);
	assert.deepStrictEqual(seen.dialogs, []);
	const foreign = seen.requests.filter((url) => !url.startsWith(seen.origin) && !url.startsWith('data:'));
	assert.deepStrictEqual(foreign, []);
}

/* The case that the command line names. */
async function run(cases) {
	const name = process.argv[2];
	if (name === '--list') {
		console.log(Object.keys(cases).join('\n'));
		return;
	}
	browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
		args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'] });
	try {
		await cases[name]();
	} finally {
		await browser.close();
	}
}

function main(cases) {
	run(cases).catch((error) => {
		console.error(error);
		process.exitCode = 1;
	});
}

module.exports = { axe, fits, keep, main, open, phone, quiet, shot };

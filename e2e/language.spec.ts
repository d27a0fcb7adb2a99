import { expect, shownAnswer, test } from './support/test';

const CHINESE = { locale: 'zh-CN' };

test.describe('a browser that asks for Chinese', () => {
  test.use(CHINESE);

  test('gets pages and errors in Chinese', async ({ page, person, stack }) => {
    await page.goto('/register');
    await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hans');
    await expect(page).toHaveTitle('创建账号 · Gatehouse');
    await expect(page.getByRole('heading')).toHaveText('创建账号');
    await page.getByLabel('手机号').fill(person.mobile);
    await page.getByLabel('看到或听到的字符').fill('XXXX');
    await page.getByRole('button', { name: '发送验证码' }).click();
    await expect(page.getByText('人机验证未通过')).toBeVisible();
    await page.getByLabel('看到或听到的字符').fill(await shownAnswer(page, stack));
    await page.getByRole('button', { name: '发送验证码' }).click();
    await page.getByLabel('6 位验证码').fill(await person.code());
    await page.getByLabel('新密码').fill('password1');
    await page.getByRole('button', { name: '创建账号' }).click();
    await expect(page.getByText('这个密码太容易被猜到')).toBeVisible();
    await page.getByLabel('新密码').fill(person.password);
    await page.getByRole('button', { name: '创建账号' }).click();
    await expect(page).toHaveURL('/account');
  });
});

test('the switch changes the language of this page and of the next, and keeps what was typed', async ({
  page,
  person,
}) => {
  await page.goto('/register');
  await page.getByLabel('Mobile number').fill(person.mobile);
  await page.getByRole('link', { name: '中文' }).click();
  await expect(page.getByRole('heading')).toHaveText('创建账号');
  await expect(page).toHaveURL('/register');
  await expect(page.getByLabel('手机号')).toHaveValue(person.written);
  await page.getByRole('link', { name: '登录' }).click();
  await expect(page.getByRole('heading')).toHaveText('欢迎回来');
  await page.getByRole('link', { name: 'English' }).click();
  await expect(page.getByRole('heading')).toHaveText('Welcome back');
});

test('the switch leads to the same page before the bundle is there', async ({ page }) => {
  await page.route('**/*.js', (route) => route.abort());
  for (const path of ['/sign-in/sms', '/register']) {
    await page.goto(`/zh${path}`);
    await page.getByRole('link', { name: 'English' }).click();
    await expect(page).toHaveURL(`/en${path}`);
    await expect(page.getByRole('link', { name: '中文' })).toBeVisible();
  }
});

for (const [asked, language] of [
  ['zh', 'zh-Hans'],
  ['zh-TW,en;q=0.5', 'zh-Hans'],
  ['en-GB,zh;q=0.9', 'en'],
  ['fr-FR,zh-CN;q=0.9,en;q=0.8', 'zh-Hans'],
  ['fr,de', 'en'],
  ['', 'en'],
]) {
  test(`Accept-Language "${asked}" gets ${language}`, async ({ stack }) => {
    const headers = { 'Accept-Language': asked ?? '' };
    const response = await fetch(`${stack.url}/register`, { headers });
    expect(await response.text()).toContain(`<html lang="${language}"`);
    expect(response.headers.get('vary')).toMatch(/Accept-Language, Cookie/i);
  });
}

test('the choice of a visitor goes before what the browser asks for', async ({ stack }) => {
  const headers = { 'Accept-Language': 'en', Cookie: 'language=zh' };
  const response = await fetch(`${stack.url}/sign-in/sms`, { headers });
  expect(await response.text()).toContain('<html lang="zh-Hans"');
});

test('a page has its language in its address too, for who keeps no cookies', async ({ stack }) => {
  const response = await fetch(`${stack.url}/zh/register`);
  expect(await response.text()).toContain('<html lang="zh-Hans"');
});

test('an address without a page is told so in both languages', async ({ page }) => {
  const response = await page.goto('/nothing-here');
  expect(response?.status()).toBe(404);
  await expect(page.getByRole('heading')).toHaveText(['There is no such page', '没有这个页面']);
  await page.getByRole('link', { name: 'Create an account' }).click();
  await expect(page).toHaveURL('/register');
});

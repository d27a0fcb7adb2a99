// The Chromium that browser tests drive.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { rootCommand } from './apt.mjs';
import { onPath, run, step, stop, succeeds } from './command.mjs';

const require = createRequire(import.meta.url);
const playwright = [process.execPath, 'node_modules/playwright/cli.js'];

/** The path of a browser that starts: the one chosen, Playwright's own, or the system's. */
export function findBrowser() {
  const chosen = process.env.CHROMIUM_PATH;
  return chosen || [playwrightsOwn(), ...systemBrowsers()].find(starts);
}

export const browser = {
  name: 'Chromium',
  // The sandbox is a separate package, only recommended, and needed where users have no namespaces.
  debian: ['chromium-headless-shell', 'chromium-sandbox'],
  brew: ['google-chrome'],
  elsewhere: 'Chromium or Google Chrome, or set CHROMIUM_PATH to one',

  // The system's are asked first, since asking Playwright takes half a second.
  isReady() {
    const chosen = process.env.CHROMIUM_PATH;
    return chosen ? starts(chosen) : systemBrowsers().some(starts) || starts(playwrightsOwn());
  },

  fetch() {
    const chosen = process.env.CHROMIUM_PATH;
    if (chosen) stop(`CHROMIUM_PATH is ${chosen}, which does not start. Correct it or unset it.`);
    step('downloading Chromium', () => run([...playwright, 'install', 'chromium', '--no-shell']));
    return browser.isReady();
  },

  // Where the system has no Chromium to install (Ubuntu), Playwright's own may lack only libraries.
  finish() {
    if (!existsSync(playwrightsOwn() ?? '')) return;
    step('installing what Chromium needs', () =>
      run([...rootCommand(), ...playwright, 'install-deps', 'chromium']),
    );
  },
};

function playwrightsOwn() {
  try {
    return require('playwright').chromium.executablePath();
  } catch {
    return undefined;
  }
}

function systemBrowsers() {
  // The first is Chromium without its windows, which the tests never see: a third less time.
  const names = ['chromium-headless-shell', 'chromium', 'chromium-browser'];
  names.push('google-chrome', 'google-chrome-stable');
  return [...names.map(onPath), '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];
}

// Being there is not enough: a downloaded browser whose libraries are missing does not start.
function starts(path) {
  return path !== undefined && succeeds(path, '--version');
}

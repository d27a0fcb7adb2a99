// Makes ready what is measured: the packages of this folder, its two pages, and Gatehouse itself.
import '../../server/tools/ensure.mjs';
import { browser } from '../../server/tools/browser.mjs';
import { say, stop } from '../../server/tools/command.mjs';
import { buildApp, buildGatehouse, installPackages } from './packages.mjs';

installPackages();
if (!browser.isReady()) stop('a Chromium is needed: npm test installs one.');
buildGatehouse();
buildApp('the empty page', 'empty');
buildApp('the rival', 'rival');
say('measuring; leave the machine alone until the table is there.');

// Makes a fresh clone ready without asking anything. It runs before every `npm run dev` and
// `npm test`, so it imports nothing from npm and says nothing when nothing is missing.
import { aptInstall, hasApt, rootCommand } from './apt.mjs';
import { browser } from './browser.mjs';
import { canvas } from './canvas.mjs';
import { say, step, stop } from './command.mjs';
import { faketime } from './faketime.mjs';
import { installPackages } from './packages.mjs';
import { pgbouncer } from './pgbouncer.mjs';
import { promtool } from './promtool.mjs';
import { redis } from './redis.mjs';

const oldestNode = [20, 19];

checkNode();
installPackages();
const forTests = [canvas, browser, redis, pgbouncer, faketime, promtool];
provide(process.argv.includes('--test') ? forTests : [canvas]);

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [oldestMajor, oldestMinor] = oldestNode;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  stop(
    `this is Node ${process.versions.node}; install ${oldestNode.join('.')} or newer (nodejs.org).`,
  );
}

function provide(needs) {
  const missing = needs.filter((need) => !need.isReady() && !need.fetch());
  if (missing.length === 0) return;
  if (rootCommand()) missing.forEach(installFromDebian);
  complain(missing.filter((need) => !need.isReady()));
}

function installFromDebian(need) {
  step(`apt-get install for ${need.name}`, () => aptInstall(need.debian));
  if (!need.isReady()) need.finish();
}

function complain(missing) {
  if (missing.some((need) => !need.isOptional)) {
    const names = new Intl.ListFormat('en-GB').format(missing.map((need) => need.name));
    const advice = 'You or an administrator can do this, then start again:';
    stop(`${names} could not be set up. ${advice}\n\n  ${remedy(missing)}\n`);
  }
  for (const need of missing) say(`${need.withoutIt} To have it: ${remedy([need])}`);
}

function remedy(needs) {
  const names = (system) => needs.flatMap((need) => need[system]).join(' ');
  if (hasApt()) return `sudo apt-get install -y ${names('debian')}`;
  if (process.platform === 'darwin') return `brew install ${names('brew')}`;
  return `install ${needs.map((need) => need.elsewhere).join('; ')}`;
}

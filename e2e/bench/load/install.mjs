// Makes ready what is measured and what it is measured against: packages of npm and of Debian, builds.
import '../../../server/tools/ensure.mjs';
import { aptInstall, rootCommand } from '../../../server/tools/apt.mjs';
import { say, step, stop, succeeds } from '../../../server/tools/command.mjs';
import { redis } from '../../../server/tools/redis.mjs';
import { buildApp, buildGatehouse, installPackages } from '../packages.mjs';

const FLASK = [
  'gunicorn',
  'python3-flask-session',
  'python3-flask-sqlalchemy',
  'python3-pil',
  'python3-psycopg2',
  'python3-redis',
];

installPackages();
if (!redis.isReady()) stop('a redis-server is needed: npm test installs one.');
installFlask();
buildGatehouse();
buildApp('the contestants on Next', 'load/contestants/next');
say('measuring; leave the machine alone until the tables are there.');

/** Debian's, by Debian's own Python. */
function installFlask() {
  const modules = 'import PIL, flask_session, flask_sqlalchemy, gunicorn, psycopg2, redis';
  const isThere = () => succeeds('/usr/bin/python3', '-c', modules);
  if (isThere()) return;
  if (rootCommand()) step('apt-get install for the original stack', () => aptInstall(FLASK));
  if (!isThere()) stop(`the original stack needs Debian: apt-get install ${FLASK.join(' ')}`);
}

// `prepare` of package.json: npm runs it before it packs this folder, before it installs from git, and after it has installed
// what this repository needs. JavaScript, because a global installation from git has no tsx at first.
// https://docs.npmjs.com/cli/using-npm/scripts#life-cycle-scripts
import { execSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { env, exit } from 'node:process';

/** The fields of package.json that concern who installs umi-verify; the rest is for work in this repository. */
const PUBLISHED = ['name', 'version', 'description', 'license', 'bin', 'engines', 'files'];

// Whoever works in a clone runs the sources.
if (env.npm_command === 'ci') exit();
if (env.npm_command === 'publish') {
  // It would tell the registry the dependencies of the whole package.json.
  console.error('npm publish: expected the file that npm pack writes: npm publish "$(npm pack --silent)"');
  exit(64);
}
// https://github.com/npm/cli/issues/8440
delete env.npm_config_global;
if (!existsSync('node_modules')) execSync('npm ci --ignore-scripts --no-audit --no-fund');
execSync('npm run -s build');
// `postpack` brings the whole package.json back. Its dependencies would come with the package, 155 of them and 85 MB, and a
// bundle needs none.
if (env.npm_command === 'pack') {
  copyFileSync('package.json', 'dist/package.json');
  const whole = JSON.parse(readFileSync('package.json', 'utf8'));
  writeFileSync('package.json', JSON.stringify(Object.fromEntries(PUBLISHED.map((field) => [field, whole[field]]))));
}

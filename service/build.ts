import { build } from 'esbuild';

/**
 * `npm run build`: the service in one file, dist/main.mjs, which needs nothing but Node; .mjs says what it is without a
 * package.json beside it. One file starts in less time than its modules one by one, and the image then holds what is
 * used and no more.
 */
await build({
  entryPoints: ['service/main.ts'],
  outfile: 'dist/main.mjs',
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  minifySyntax: true,
  legalComments: 'linked',
  sourcemap: 'linked',
  // The CommonJS packages in the bundle call require for Node's own modules.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  logLevel: 'warning',
});

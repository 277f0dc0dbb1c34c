// @peculiar/x509 does not load without what the package reflect-metadata adds to Reflect, though it keeps nothing there.
if (!('getMetadata' in Reflect))
  Object.assign(Reflect, { getMetadata: () => undefined, getOwnMetadata: () => undefined });

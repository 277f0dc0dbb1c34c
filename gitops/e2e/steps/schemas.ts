import { join } from 'node:path';
import { factsFile } from '../../facts.ts';
import { findKustomizations } from '../../render/kustomizations.ts';
import type { RenderedObject } from '../../render/objects.ts';
import { yamlText } from '../../yaml-text.ts';
import { NAME, type Step } from '../world.ts';

export const schemas: Step = {
  name: 'the API server, its definitions and webhooks accept every environment, strictly',
  async run({ kubectl, repository, renderer, report, settings }) {
    // The API server checks objects only in namespaces that exist, so every environment gets this run's names meanwhile.
    for (const environment of ['production', 'staging'])
      repository.set(factsFile(environment), [
        [['data', 'name'], NAME],
        [['data', 'gatewayNamespace'], settings.gatewayNamespace],
      ]);
    for (const folder of findKustomizations(repository.folder)) {
      const objects = await renderer.renderObjects(join(repository.folder, folder));
      await kubectl(
        [
          ...['apply', '--server-side', '--force-conflicts', '--field-manager=argocd-controller'],
          ...['--dry-run=server', '--validate=strict', '-f', '-'],
        ],
        yamlText(...objects.map(withOwnJob)),
      );
      report(`${folder}: ${objects.length} objects`);
    }
    await repository.discard();
  },
};

/** The Job under another name, because the one of the last sync still exists and a Job cannot be changed. */
function withOwnJob(object: RenderedObject): RenderedObject {
  return object.kind === 'Job' ? { ...object, metadata: { ...object.metadata, name: 'dry-run' } } : object;
}

import { join } from 'node:path';
import { factsFile } from '../../facts.ts';
import { findKustomizations } from '../../render/kustomizations.ts';
import type { RenderedObject } from '../../render/objects.ts';
import { yamlText } from '../../yaml-text.ts';
import { NAME, type Step } from '../world.ts';

export const schemas: Step = {
  name: 'the API server, its definitions and webhooks accept every environment, strictly',
  async run({ kubectl, repository, renderer, report, settings }) {
    // Only namespaces that exist can be asked about, so every environment takes this run's names for a moment.
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

/** The Job of the last sync is still there, and no Job can be changed into another. */
function withOwnJob(object: RenderedObject): RenderedObject {
  return object.kind === 'Job' ? { ...object, metadata: { ...object.metadata, name: 'dry-run' } } : object;
}

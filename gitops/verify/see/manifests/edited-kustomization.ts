import type { KustomizeOptions } from './application.ts';

export type KustomizationContent = Readonly<Record<string, unknown>>;

interface Image {
  readonly name: string;
  readonly newName?: string;
  readonly newTag?: string;
  readonly digest?: string;
}

/**
 * A kustomization with what an Application adds to it, as Argo CD edits it.
 * https://github.com/argoproj/argo-cd/blob/master/util/kustomize/kustomize.go
 */
export function editedKustomization(content: KustomizationContent, options: KustomizeOptions): KustomizationContent {
  const { namePrefix, nameSuffix, namespace, images = [], replicas = [], patches = [], components = [] } = options;
  const { commonLabels, commonAnnotations, labelWithoutSelector, labelIncludeTemplates } = options;
  const list = (field: string) => (Array.isArray(content[field]) ? (content[field] as readonly unknown[]) : []);
  const map = (field: string) => content[field] ?? {};
  const added = (field: string, more: readonly unknown[]) =>
    more.length === 0 ? {} : { [field]: [...list(field), ...more] };
  const replaced = (field: string, more: readonly { readonly name: string }[]) => {
    const names = new Set(more.map(({ name }) => name));
    return more.length === 0
      ? {}
      : { [field]: [...list(field).filter((each) => !names.has((each as Image).name)), ...more] };
  };
  const isInSelectors = labelWithoutSelector !== true;
  const pairs = { pairs: commonLabels, includeSelectors: false, includeTemplates: labelIncludeTemplates ?? false };
  return {
    ...content,
    ...(namePrefix === undefined ? {} : { namePrefix }),
    ...(nameSuffix === undefined ? {} : { nameSuffix }),
    ...(namespace === undefined ? {} : { namespace }),
    ...replaced(
      'images',
      images.map((image) => editedImage(image, list('images') as readonly Image[])),
    ),
    ...replaced(
      'replicas',
      replicas.map(({ name, count }) => ({ name, count: Number(count) })),
    ),
    ...(commonLabels === undefined
      ? {}
      : isInSelectors
        ? { commonLabels: { ...map('commonLabels'), ...commonLabels } }
        : added('labels', [pairs])),
    ...(commonAnnotations === undefined
      ? {}
      : { commonAnnotations: { ...map('commonAnnotations'), ...commonAnnotations } }),
    ...added('patches', patches),
    ...added('components', components),
  };
}

/** `[name=]newName[:tag][@digest]`, as `kustomize edit set image` takes it; an asterisk is what was there. */
function editedImage(text: string, before: readonly Image[]): Image {
  const [, named, image = '', newTag, digest] = /^(?:([^=]+)=)?([^@]+?)(?::([^:@/]+))?(?:@(.+))?$/.exec(text) ?? [];
  const name = named ?? image;
  const own = before.find((each) => each.name === name);
  const written = { newName: named === undefined ? undefined : image, newTag, digest };
  const kept = Object.entries(written).map(([field, value]) => [
    field,
    value === '*' ? own?.[field as keyof Image] : value,
  ]);
  return { name, ...Object.fromEntries(kept.filter(([, value]) => value !== undefined)) } as Image;
}

import { objectsIn, renderedReference, valueAt } from '../../model/rendered.ts';
import { check } from '../check.ts';
import type { RenderedObject } from '../../../render/objects.ts';

export const g10 = check({
  code: 'G10',
  title: {
    en: 'the Application changes what kustomize renders',
    ko: 'kustomize의 렌더링 결과를 Application에서 바꿉니다',
  },
  means: {
    en: 'What is built on a desk or in CI is not what reaches the cluster.',
    ko: '개발자나 CI가 렌더링한 결과와 클러스터에 배포되는 내용이 다릅니다.',
  },
  remedy: {
    en: 'Keep these values in the overlay, where every build sees them.',
    ko: '이 값들은 어디에서 렌더링하든 반영되도록 오버레이에 두세요.',
  },
  level: 'info',
  source: 'measured; https://argo-cd.readthedocs.io/en/stable/user-guide/kustomize/',
  *inGit({ renders }) {
    for (const render of renders)
      for (const object of render.objects.filter((each) => each.kind === 'Application'))
        for (const { source, field } of sourcesIn(object)) {
          const fields = Object.keys(valueAt(source, 'kustomize') ?? {}).filter((each) => each !== 'version');
          if (fields.length === 0) continue;
          yield {
            object: renderedReference(render, object),
            field: `${field}.kustomize`,
            seen: { en: fields.join(', '), ko: `Application에만 있는 값: ${fields.join(', ')}` },
          };
        }
  },
});

function sourcesIn({ spec }: RenderedObject): readonly { readonly source: unknown; readonly field: string }[] {
  const sources = objectsIn(valueAt(spec, 'sources'));
  if (sources.length === 0) return [{ source: valueAt(spec, 'source'), field: 'spec.source' }];
  return sources.map((source, index) => ({ source, field: `spec.sources[${index}]` }));
}

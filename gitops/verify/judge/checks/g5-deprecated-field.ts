import { check } from '../check.ts';

/** What kustomize warns of, and what it has instead (kustomize: api/types/kustomization.go). */
const INSTEAD: Readonly<Record<string, string>> = {
  bases: 'resources',
  commonLabels: 'labels',
  imageTags: 'images',
  patchesJson6902: 'patches',
  patchesStrategicMerge: 'patches',
  vars: 'replacements',
};

export const g5 = check({
  code: 'G5',
  title: { en: 'a field that kustomize gives up', ko: 'kustomize에서 없어질 필드를 씁니다' },
  means: {
    en: 'It works today with a warning. A newer kustomize, such as the one in the next Argo CD, may refuse the whole folder.',
    ko: '지금은 경고만 나오고 동작합니다. 다음 Argo CD에 포함될 새 kustomize에서는 폴더 전체의 렌더링이 실패할 수 있습니다.',
  },
  remedy: {
    en: '`kustomize edit fix` rewrites most of them. With `labels`, keep `includeSelectors` off where the labels may change.',
    ko: '대부분은 `kustomize edit fix`로 고칠 수 있습니다. `labels`로 바꿀 때 값이 달라질 수 있는 레이블에는 `includeSelectors`를 켜지 마세요.',
  },
  level: 'warning',
  source: 'https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/',
  *inGit({ kustomizations, others }) {
    for (const { file, content } of [...kustomizations, ...others])
      for (const [field, instead] of Object.entries(INSTEAD))
        if (field in content)
          yield {
            object: { kind: 'File', name: file },
            field,
            seen: { en: `${field}; now it is ${instead}`, ko: `${field}: 이제 ${instead} 필드를 씁니다` },
          };
  },
});

import { checkOfRefusal } from '../shapes.ts';
import { quote } from '../../see/quote.ts';

export const g4 = checkOfRefusal({
  code: 'G4',
  title: {
    en: 'a field that cannot be changed was changed, mostly a selector',
    ko: '변경할 수 없는 필드(주로 selector)를 변경했습니다',
  },
  means: {
    en: 'The object stays as it was: the old version goes on running, and each sync of this commit fails.',
    ko: '리소스는 변경되지 않습니다. 이전 버전이 계속 실행되고, 이 커밋의 동기화는 매번 실패합니다.',
  },
  remedy: {
    en: 'Take the change back. Labels that differ do not belong in selectors: in kustomize use `labels` with `includeSelectors: false`. If it must change, delete the object, which interrupts the service, or give it a new name.',
    ko: '변경을 되돌리세요. 값이 달라질 수 있는 레이블은 selector에 넣지 마세요. kustomize에서는 `labels`에 `includeSelectors: false`를 쓰면 됩니다. 꼭 바꿔야 한다면 리소스를 삭제하거나(서비스가 중단됩니다) 새 이름으로 만드세요.',
  },
  source: 'measured',
  reason: 'immutable',
  find({ message, resource }) {
    const [, field] = / is invalid: ([\w.[\]]+): /.exec(message) ?? [];
    const { kind = '', namespace = '', name = '' } = resource ?? {};
    const said = quote(message, 240);
    return {
      ...(field === undefined ? {} : { field }),
      seen: { en: `the API server refuses the change: ${said}`, ko: `API 서버가 변경을 거부합니다: ${said}` },
      next: resource ? [`kubectl get ${kind.toLowerCase()} ${name}${namespace && ` -n ${namespace}`} -o yaml`] : [],
    };
  },
});

import { argoCdSays } from '../../model/sync/sync.ts';
import { checkOfRefusal } from '../shapes.ts';
import { quote } from '../../see/quote.ts';

/** Most messages about one object that are quoted. */
const SENTENCES = 3;

export const a21 = checkOfRefusal({
  code: 'A21',
  title: { en: 'the sync is refused', ko: '동기화가 거부되었습니다' },
  means: {
    en: 'Argo CD could not apply something of the commit, so the commit is not deployed, or only in part.',
    ko: 'Argo CD가 적용하지 못한 리소스가 있습니다. 그래서 커밋이 배포되지 않았거나 일부만 배포되었습니다.',
  },
  remedy: {
    en: 'The quoted sentence comes from the API server, an admission webhook or Argo CD: correct the object that it names.',
    ko: '인용된 메시지는 API 서버나 어드미션 웹훅, Argo CD가 보낸 것입니다. 메시지가 가리키는 리소스를 고치세요.',
  },
  // The reason may be gone at the next attempt, such as a webhook that is not up yet.
  mayPass: true,
  consequenceOf: ['C1'],
  source: 'measured',
  reason: 'other',
  find({ application }, refusals) {
    const sentences = [...new Set(refusals.map(({ message }) => quote(message, 300)))];
    const more = sentences.length > SENTENCES ? ` (+${sentences.length - SENTENCES})` : '';
    const { namespace = '', name } = application.metadata;
    return {
      seen: argoCdSays(`${sentences.slice(0, SENTENCES).join(', ')}${more}`),
      next: [`kubectl get application ${name} -n ${namespace} -o jsonpath='{.status.operationState.message}'`],
    };
  },
});

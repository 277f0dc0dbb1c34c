/**
 * What CLOVA understands by itself. Sources in the Korean guide: Handle_Custom_Extension_Request for the patterns
 * around an invocation name, Design_Custom_Extension (BuiltinIntent) for the intents and their first utterances.
 */

/** `<invocation name>` + one of these opens the skill. */
export const LAUNCH_VERBS = ['시작해줘', '열어줘', '동작해줘'] as const;

/** `<invocation name>` + one of these + a command asks the skill at once. */
export const PARTICLES = ['에게', '에서', '한테', '로'] as const;

/** Ends an open session; the skill gets a SessionEndedRequest, and its answer is not spoken. */
export const END_WORDS = ['종료해줘', '종료', '그만'] as const;

/** Wake words of the devices, which some users say first out of habit. */
export const WAKE_WORDS = ['헤이 클로바', '클로바', '샐리야', '제시카', '짱구야', '피노키오'] as const;

/** What users say for the built-in intents: the documents' samples first, then other ways to say the same. */
export const BUILT_IN_UTTERANCES: Readonly<Record<string, readonly string[]>> = {
  'Clova.CancelIntent': ['취소', '취소해줘'],
  'Clova.GuideIntent': ['사용법 알려줘', '도움말', '도와줘', '뭐 할 수 있어'],
  'Clova.NextIntent': ['다음', '다음 거', '다음 거 들려줘'],
  'Clova.NoIntent': ['아니', '싫어', '아니야', '아니요'],
  'Clova.PauseIntent': ['잠깐 멈춰줘', '잠깐만', '일시정지'],
  'Clova.PreviousIntent': ['이전', '이전 거', '이전 거 들려줘'],
  'Clova.RequestAlternativesIntent': ['다른 거 들려줘', '다른 거', '다른 거 없어'],
  'Clova.ResumeIntent': ['다시 들려줘', '다시 말해줘', '이어서 들려줘'],
  'Clova.StopIntent': ['중지 해줘', '중지', '멈춰줘'],
  'Clova.YesIntent': ['응', '그래', '오케이', '네', '좋아'],
};

/** The intents CLOVA sends to every extension, registered or not (CEK guide, Design_Custom_Extension, BuiltinIntent). */
export const BUILT_IN_INTENTS = [
  'Clova.CancelIntent',
  'Clova.GuideIntent',
  'Clova.NextIntent',
  'Clova.NoIntent',
  'Clova.PauseIntent',
  'Clova.PreviousIntent',
  'Clova.RequestAlternativesIntent',
  'Clova.ResumeIntent',
  'Clova.StopIntent',
  'Clova.YesIntent',
] as const;

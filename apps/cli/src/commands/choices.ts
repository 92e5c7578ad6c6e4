/** The frameworks and stages of the API; a test holds them against its description. */
export const frameworks = ['onnx', 'tensorflow', 'tensorflowjs', 'transformers', 'ollama'] as const;
export const stages = ['development', 'candidate', 'staging', 'production', 'archived'] as const;

/** The one of the choices that was given; commander has refused every other. */
export const chosen = <Choice extends string>(
  choices: readonly Choice[],
  text: string | undefined,
): Choice | undefined => choices.find((choice) => choice === text);

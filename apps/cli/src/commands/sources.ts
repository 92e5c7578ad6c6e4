/** Where the API fetches models from; a test holds them against its description. */
export const sources = ['huggingface', 'url', 'filesystem', 'ollama'] as const;

export const sourceArguments = [
  { name: '<source>', description: 'where the model is', choices: sources },
  {
    name: '<reference>',
    description:
      'huggingface: owner/name or owner/name@revision; url: address of the file; filesystem: path below a folder the host has configured; ollama: name',
  },
];

import type { Command } from '../command.ts';
import { completions, type Shell } from '../completion/index.ts';

export const completion: Command = {
  name: 'completion',
  summary: 'A script with which a shell completes commands and options',
  args: [{ name: '<shell>', description: 'which one', choices: ['bash', 'zsh', 'fish'] }],
  options: [],
  examples: [
    { line: 'completion bash > ~/.local/share/bash-completion/completions/harper-ai', says: 'for bash' },
    { line: 'completion zsh > "${fpath[1]}/_harper-ai"', says: 'for zsh' },
    { line: 'completion fish > ~/.config/fish/completions/harper-ai.fish', says: 'for fish' },
  ],
  output: 'none',
  run: ({ args: [shell], commands }) => {
    const script = completions[shell as Shell](commands);
    return Promise.resolve({ json: undefined, show: () => script });
  },
};

export { checkInputs, checkOutputs } from '@harper-edge/contracts';

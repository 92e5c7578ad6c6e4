export { irisFixtures } from '../onnx/testing/iris-fixtures.ts';
export { oneNodeModel } from '../onnx/testing/one-node-model.ts';
export { classifierFixture, embeddingFixture } from '../onnx-text/testing/text-fixtures.ts';
export { smallFixtures as tensorflowjsFixtures } from '../tensorflowjs/testing/fixtures.ts';
export { imageFixture, plainImage, zeroShotFixture } from '../transformers/testing/transformers-fixtures.ts';
export { picturesFixture } from './pictures-fixture.ts';
export { zipModelFiles } from './zip-model-files.ts';

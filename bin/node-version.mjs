export { MINIMUM_NODE, nodeVersionProblem } from './node-version.cjs';

import Sequencer from '@jest/test-sequencer';

/** Jest, knowing no times of a run before, begins with the longest files; those of the model are short, and take the longest. */
export default class ModelFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const ofModel = ({ path }) => path.includes('/test/model/');
    return [...sorted.filter(ofModel), ...sorted.filter((one) => !ofModel(one))];
  }
}

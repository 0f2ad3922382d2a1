export { didYouMean, nearest } from '@hl/compose';

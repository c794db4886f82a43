// The words of the explorer: what is held, links of the chain, parts of a step, provenance. Rests on report/.
import { msg } from '@lit/localize';
import type { Exploration } from '../contract/exploration.ts';
import type { Explained, Link, ServingCurvePoint, TrainingPoint } from '../report/exploration-report.ts';

export type Hold = Exploration['hold'];
export const HOLDS: readonly Hold[] = ['tokens', 'budget', 'time', 'gpus', 'loss'];

export type PartName = keyof TrainingPoint['parts'] | keyof ServingCurvePoint['parts'];

/** Parts of a step that one colour stands for. */
export type PartGroup = 'compute' | 'memory' | 'again' | 'network' | 'idle';

export function holdName(hold: Hold): string {
  switch (hold) {
    case 'tokens':
      return msg('tokens per parameter');
    case 'budget':
      return msg('budget');
    case 'time':
      return msg('time and GPUs');
    case 'gpus':
      return msg('GPUs');
    case 'loss':
      return msg('loss');
    default:
      return hold satisfies never;
  }
}

export function linkName(link: Link): string {
  switch (link) {
    case 'measurement':
      return msg('Measurement');
    case 'transfer':
      return msg('Transfer');
    case 'calibration':
      return msg('Calibration');
    case 'goodput':
      return msg('Goodput');
    case 'price':
      return msg('Price');
    case 'power':
      return msg('Power');
    case 'law':
      return msg('Law');
    default:
      return link satisfies never;
  }
}

/** What a link stands for. */
export function linkMeaning(link: Link): string {
  switch (link) {
    case 'measurement':
      return msg('the samples of the run');
    case 'transfer':
      return msg('from one device to another');
    case 'calibration':
      return msg('what published runs differ from the model');
    case 'goodput':
      return msg('failures, checkpoints and restarts');
    case 'price':
      return msg('what sellers ask');
    case 'power':
      return msg('watts, and what a kilowatt hour costs');
    case 'law':
      return msg('loss against parameters and tokens');
    default:
      return link satisfies never;
  }
}

export function partName(part: PartName): string {
  switch (part) {
    case 'matmul':
      return msg('Matrix products');
    case 'attention':
      return msg('Attention');
    case 'element-wise':
      return msg('Element-wise, bound by memory');
    case 'experts':
      return msg('Experts');
    case 'recomputation':
      return msg('Recomputation');
    case 'launch':
      return msg('Launch of kernels');
    case 'optimizer':
      return msg('Optimizer, bound by memory');
    case 'tensor-network':
      return msg('Network: tensor parallel');
    case 'data-network':
      return msg('Network: data parallel');
    case 'pipeline-network':
      return msg('Network: pipeline');
    case 'expert-network':
      return msg('Network: experts');
    case 'context-network':
      return msg('Network: context parallel');
    case 'bubble':
      return msg('Pipeline bubble');
    case 'jitter':
      return msg('Waiting for the slowest');
    case 'weights':
      return msg('Reading the weights');
    case 'cache':
      return msg('Reading the cache');
    case 'network':
      return msg('Network');
    case 'scheduler':
      return msg('Scheduler');
    default:
      return part satisfies never;
  }
}

export function partGroup(part: PartName): PartGroup {
  switch (part) {
    case 'matmul':
    case 'attention':
    case 'experts':
      return 'compute';
    case 'element-wise':
    case 'optimizer':
    case 'weights':
    case 'cache':
      return 'memory';
    case 'recomputation':
      return 'again';
    case 'tensor-network':
    case 'data-network':
    case 'pipeline-network':
    case 'expert-network':
    case 'context-network':
    case 'network':
      return 'network';
    case 'bubble':
    case 'launch':
    case 'jitter':
    case 'scheduler':
      return 'idle';
    default:
      return part satisfies never;
  }
}

export function provenanceName(provenance: Explained['provenance']): string {
  switch (provenance) {
    case 'measured':
      return msg('measured');
    case 'derived':
      return msg('derived');
    case 'fitted':
      return msg('fitted');
    case 'data-sheet':
      return msg('data sheet');
    case 'published-run':
      return msg('published run');
    case 'quoted-price':
      return msg('quoted price');
    case 'definition':
      return msg('definition');
    case 'assumption':
      return msg('assumption');
    default:
      return provenance satisfies never;
  }
}

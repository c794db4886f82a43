// The levers of the article's three ways forward by name. Rests on nothing but their ids in data/laws.json.
import { msg } from '@lit/localize';

/** A lever's name; its id where it has none yet. */
export function leverName(id: string): string {
  switch (id) {
    case 'sparsity':
      return msg('Architecture, a mixture of experts');
    case 'grouped-query':
      return msg('Architecture, keys and values shared by groups of queries');
    case 'quality':
      return msg('Data, filtered for quality');
    case 'tokens-per-parameter':
      return msg('Data, as many tokens as suit the size, for GPT-3');
    case 'repetition':
      return msg('Data, seen up to four times where Chinchilla had a quarter');
    case 'fp8':
      return msg('Algorithms, training in 8 bits');
    case 'fp4':
      return msg('Algorithms, training in 4 bits instead of 8');
    case 'optimizer':
      return msg('Algorithms, a better optimizer');
    case 'progress-a-year':
      return msg('All progress in algorithms, a year of it');
    default:
      return id;
  }
}

// What the service stores of a submitted run, field by field, with the reason: the privacy page's list. A test holds it
// against the schema, so that no field can join the document without standing here. Rests on nothing.
import { msg } from '@lit/localize';

export interface StoredField {
  /** Path in the result document; what the server adds has no dot before it. */
  readonly path: string;
  readonly what: string;
  readonly why: string;
}

/** Of the document, as it was shown before it was sent. */
export function documentFields(): readonly StoredField[] {
  return [
    {
      path: 'run.device.gpu',
      what: msg('vendor, architecture, device and description of the GPU as the browser names them, and whether it is a program'),
      why: msg('runs are listed by it'),
    },
    {
      path: 'run.device.host',
      what: msg(
        'browser family and major version, operating system family, whether the page is isolated, whether it ran without a window',
      ),
      why: msg('browsers differ in speed and in clocks'),
    },
    {
      path: 'run.device.features, limits, subgroup_min, subgroup_max',
      what: msg('what WebGPU offers on the device'),
      why: msg('they decide which kernels can run'),
    },
    { path: 'run.clock', what: msg('which clock timed, and its step'), why: msg('how fine a time can be') },
    {
      path: 'run.started_at, duration_seconds',
      what: msg('when the run began, to the millisecond, and how long it took'),
      why: msg('to tell runs apart, and old drivers from new ones'),
    },
    {
      path: 'run.schema_version, suite, length, seed, precision, sequence_length, requested',
      what: msg('version of the suite and its shaders, and what was asked of it'),
      why: msg('to repeat the run'),
    },
    {
      path: 'run.trials, tuning, cells',
      what: msg('every kernel’s verification and raw times, which kernel was chosen, what each time stands for'),
      why: msg('everything else is computed from them'),
    },
    {
      path: 'run.completion, flags',
      what: msg(
        'whether it finished, and what disturbed it: a hidden tab, drift, a coarse clock, and, where the browser says so, that the machine ran on its battery and the charge in percent',
      ),
      why: msg('to read the numbers with care'),
    },
    { path: 'summary', what: msg('the rates that follow from the times'), why: msg('to list without computing again') },
    { path: 'digest', what: msg('checksum of the run'), why: msg('its first half is the run’s address') },
    { path: 'schema_version, kind', what: msg('that it is a result document'), why: msg('to read it') },
  ];
}

/** Of the service's own. */
export function addedFields(): readonly StoredField[] {
  return [
    { path: 'id, created_at', what: msg('address, and when it arrived'), why: msg('to list it') },
    {
      path: 'verification',
      what: msg('of a proof: size of the work, time on the server’s clock, rows checked, the rate that follows'),
      why: msg('to say what was proved'),
    },
    {
      path: 'delete_hash',
      what: msg('SHA-256 of the secret that deletes the run; the secret itself is not kept'),
      why: msg('so that you can delete it'),
    },
    {
      path: 'standing, reason',
      what: msg('listed, held, hidden or deleted, and why'),
      why: msg('so that nothing disappears in silence'),
    },
    {
      path: 'challenges',
      what: msg(
        'of a proof under way: a random number, the run’s digest, the size of the work, the digest of its answer, two times; removed within about a day',
      ),
      why: msg('to check the answer'),
    },
  ];
}

// What verified and unverified mean, in the words of the page; docs/verified-runs.md has the protocol and its bounds.
import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';

export function verificationExplained(): TemplateResult {
  return html`<h2>${msg('What verified means')}</h2>
    <p>
      ${msg('The server sends a random number. The GPU computes a long chain of matrix products from it, each needing the one before, and sends one digest of every row of every product. Only then does the server say which 64 rows it wants to see, and computes those again itself. The time that passed on the server’s clock then says how many operations a second were carried out at the least, for this run and no other.')}
    </p>
    <p>
      ${msg('It proves that the arithmetic was done, in f32, within that time. It does not prove which GPU did it: the name is what the browser says, and hardware can be borrowed. The figure is a lower bound, network included, so it lies below the measured peak.')}
    </p>
    <p>
      ${msg('Unverified runs are checked for contradictions and impossible rates, and can still be invented by somebody who takes the trouble. Read them as what others say. The protocol, its bounds and the attacks it was tried against are written down in docs/verified-runs.md of the source.')}
    </p>`;
}

import assert from 'node:assert/strict';
import { wordsOf } from './peers.ts';

describe('what another program says of a fault', () => {
  it('counts where a line on the installation names the cause', () => {
    const line = 'Error [IST0101] (Gateway istio-system/fx-a-https) Referenced selector not found: "istio=fx-nowhere"';
    assert.equal(wordsOf(line, 'fx-a', /fx-nowhere/), line.replace('fx-a', '…'));
    assert.equal(wordsOf(line, 'fx-b', /fx-nowhere/), undefined);
  });
  it('does not count where only the name of the installation has the word', () => {
    assert.equal(wordsOf('certificate.cert-manager.io/fx-expired condition met', 'fx-expired', /expired/), undefined);
  });
  it('is cut to the part that matters', () => {
    const words = wordsOf(`fx-a ${'x'.repeat(400)} port 81 ${'y'.repeat(400)}`, 'fx-a', /port 81/) ?? '';
    assert.match(words, /^… x+ port 81 y+ …$/);
  });
});

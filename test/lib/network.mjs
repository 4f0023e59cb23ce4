// Changes the network that test/netns.sh makes. On the host it would be everybody's.

import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Why that cannot be done here; false where it can. */
export const notOurs = process.env.ICEGUARD_INSIDE_NETNS !== '1' && 'needs the network of its own that test/netns.sh makes';

/** Nobody answers there: what is sent to it is lost at the router. */
export const SILENT = 'stun:192.0.2.1:3478';

/** What is sent to one of these ports over UDP is lost on its way in, or all UDP: as in a network nobody is told. */
export const cut = (ports) => nft('cut', `type filter hook input priority 0
  ${ports ? `udp dport { ${ports.join(', ')} }` : 'meta l4proto udp'} drop`);

/** Those who are asked at these ports over UDP see another address than the one it was sent from, as behind a NAT. */
export const translate = (ports) => nft('nat', `type nat hook postrouting priority srcnat
  ip saddr 10.9.0.2 udp dport { ${ports.join(', ')} } snat ip to 10.9.0.3`);

/** Ends what was done by that name. */
export const mend = (what) => nft(what);

/** Replaces the one chain of a table by another, or by none. */
async function nft(table, chain) {
  if (notOurs) throw new Error(`the network cannot be changed: it ${notOurs}`);
  const name = `inet iceguard_${table}`;
  const child = spawn('nft', ['-f', '-'], { stdio: ['pipe', 'inherit', 'inherit'] });
  child.stdin.end(`table ${name}
    delete table ${name}
    ${chain ? `table ${name} {
      chain only {
        ${chain}
      }
    }` : ''}`);
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`nft: exit code ${code}`);
}

// The types of guards, and of the package without them. It is compiled, never run.
import { guardEarly, installEarly, load, type GuardOptions, type Iceguard, type Session } from 'iceguard';
import { load as loadCore, type Iceguard as Core } from 'iceguard/core';

export async function guarded(sessions: Session[]): Promise<RTCPeerConnection> {
  const ice: Iceguard = await load();
  const options: GuardOptions = { policy: 'relay-only', redact: true, onFailure: 'closed', gathering: { maxWaitMs: 3000 }, onSession: (s) => void sessions.push(s) };
  const Guarded = ice.guard({ ...options, base: RTCPeerConnection });
  class Mine extends Guarded {
    override restartIce(): void {
      super.restartIce();
    }
  }
  const uninstall: () => void = ice.install(options);
  uninstall();
  const Early: typeof RTCPeerConnection = guardEarly(options, load({ wasm: '/iceguard.wasm' }));
  installEarly({ policy: 'no-host' })();
  void [await Guarded.generateCertificate({ name: 'ECDSA' }), new Early({ iceServers: [] })];
  // @ts-expect-error an option that does not exist
  ice.guard({ polcy: 'no-host' });
  // @ts-expect-error no class
  ice.guard({ base: {} });
  // @ts-expect-error the options come first
  guardEarly(load());
  return new Mine();
}

export async function withoutGuards(pc: RTCPeerConnection): Promise<Session> {
  const ice: Core = await loadCore();
  // @ts-expect-error that is what the rest of the package is for
  ice.guard();
  return ice.attach(pc);
}

/** The peers of this machine's LAN as the engine sees them: one plan for each transfer. */
import type { Contributors } from '../../engine/ports/contributors.ts'
import { GoodByes } from './good-byes.ts'
import { PeerPlan, type PlanningPorts } from './peer-plan.ts'

export interface PlannedContributors extends Contributors {
  /** Resolves when every peer has been told of the plans that have ended, or could not be. */
  quiet(): Promise<void>
}

export function createContributors(ports: PlanningPorts): PlannedContributors {
  const goodByes = new GoodByes()
  return {
    open: (subject, hears) => new PeerPlan(ports, goodByes, subject, hears),
    quiet: () => goodByes.all()
  }
}

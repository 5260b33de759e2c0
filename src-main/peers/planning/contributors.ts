/** The peers of this machine's LAN as the engine sees them: one plan for each transfer. */
import type { Contributors } from '../../engine/ports/contributors.ts'
import { PeerPlan, type PlanningPorts } from './peer-plan.ts'

export const createContributors = (ports: PlanningPorts): Contributors => ({
  open: (subject, hears) => new PeerPlan(ports, subject, hears)
})

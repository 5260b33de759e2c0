/** The contract's conformance cases over Electron's real IPC: see conformance-app/main.ts for what lies between. */
import { conformanceCases } from '../../src-shared/rpc/conformance.ts'
import { testsOfCases } from './case-app.ts'
import { buildConformanceApp } from './conformance-app/build.ts'

testsOfCases('conformance', conformanceCases, buildConformanceApp)

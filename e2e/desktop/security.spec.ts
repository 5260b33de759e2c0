/**
 * Electron's security checklist, tried from inside: each test does in the real page what an attacker who took it
 * over would do, and sees it refused.
 */
import path from 'node:path'
import { expect } from '@playwright/test'
import { test } from './test.ts'

const PRELOAD = path.resolve(import.meta.dirname, '../../dist/main/preload.cjs')

test('the page has the wire and nothing else of the outside', async ({ shoal }) => {
  const seen = await shoal.page.evaluate(() => ({
    globals: ['require', 'process', 'module', 'Buffer', 'electron', 'ipcRenderer'].filter(
      (name) => name in window
    ),
    wire: Object.keys(window.shoal ?? {}).sort(),
    origin: location.origin,
    secure: isSecureContext,
    isolated: crossOriginIsolated
  }))
  expect(seen).toEqual({
    globals: [],
    wire: ['onMessage', 'send'],
    origin: 'app://shoal',
    secure: true,
    isolated: true
  })
})

test('the window is made as the checklist wants it', async ({ shoal }) => {
  const preferences = await shoal.electron.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>
    }
    return contents.getLastWebPreferences()
  })
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false
  })
  expect(preferences['nodeIntegrationInWorker'] ?? false).toBe(false)
})

test('the page goes nowhere', async ({ shoal, originWith }) => {
  const origin = await originWith()
  const lure = origin.file('/lure.html', { body: '<title>elsewhere</title>', contentType: 'text/html' })
  for (const address of [
    lure.url,
    'file:///etc/passwd',
    'data:text/html,elsewhere',
    'app://other/',
    'about:blank'
  ]) {
    await shoal.page.evaluate((to) => {
      location.href = to
      const link = document.body.appendChild(document.createElement('a'))
      link.href = to
      link.click()
      link.remove()
    }, address)
    await shoal.page.waitForTimeout(100)
    // A page that is being loaded again has no location for a moment.
    await expect.poll(() => shoal.page.url()).toBe('app://shoal/')
  }
  expect(lure.requests()).toEqual([])
})

test('a blank page, which Chromium lets nobody prevent, leads straight back', async ({ shoal }) => {
  await shoal.page.evaluate(() => {
    location.href = 'about:blank'
  })
  await expect(shoal.page.getByRole('textbox')).toBeVisible()
  expect(shoal.page.url()).toBe('app://shoal/')
})

test('no window opens', async ({ shoal, originWith }) => {
  const lure = (await originWith()).file('/lure.html')
  const opened = await shoal.page.evaluate(
    (urls) => urls.map((url) => window.open(url, '_blank', 'popup') !== null),
    [lure.url, 'about:blank', 'app://shoal/']
  )
  expect(opened).toEqual([false, false, false])
  expect(await shoal.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  expect(lure.requests()).toEqual([])
})

test('no frame and no webview is embedded', async ({ shoal, originWith }) => {
  const lure = (await originWith()).file('/lure.html', { body: 'x', contentType: 'text/html' })
  await shoal.page.evaluate((url) => {
    for (const tag of ['iframe', 'webview', 'object', 'embed']) {
      const element = document.createElement(tag)
      try {
        element.setAttribute(tag === 'object' ? 'data' : 'src', url)
      } catch {
        continue // refused already, for want of a trusted type
      }
      document.body.append(element)
    }
  }, lure.url)
  await shoal.page.waitForTimeout(300)
  expect(lure.requests()).toEqual([])
  expect(await shoal.electron.evaluate(({ webContents }) => webContents.getAllWebContents().length)).toBe(1)
})

test('no string becomes code', async ({ shoal }) => {
  const refused = await shoal.page.evaluate(async () => {
    const tries: Record<string, () => unknown> = {
      eval: () => (0, eval)('1') as unknown,
      Function: () => {
        const make = Function as unknown as (body: string) => () => unknown
        return make('return 1')()
      },
      timeout: () => {
        Object.assign(window, { ran: false })
        setTimeout('window.ran = true' as unknown as () => void, 0)
        return new Promise((resolve, reject) =>
          setTimeout(
            () => ((window as { ran?: boolean }).ran ? resolve(1) : reject(new Error('did not run'))),
            50
          )
        )
      },
      innerHTML: () => {
        document.createElement('div').innerHTML = '<img src=x onerror=alert(1)>'
      },
      inline: () => {
        const script = document.createElement('script')
        script.textContent = 'window.ranInline = true'
        document.body.append(script)
        if (!('ranInline' in window)) throw new Error('did not run')
      },
      policy: () =>
        (
          window as { trustedTypes?: { createPolicy(n: string, r: object): unknown } }
        ).trustedTypes?.createPolicy('x', {})
    }
    const names: string[] = []
    for (const [name, attempt] of Object.entries(tries)) {
      try {
        // After a timer: what the debugger itself evaluates is exempt from the policy.
        await new Promise((resolve) => setTimeout(resolve))
        await attempt()
      } catch {
        names.push(name)
      }
    }
    return names
  })
  expect(refused).toEqual(['eval', 'Function', 'timeout', 'innerHTML', 'inline', 'policy'])
})

test('the page reaches no network', async ({ shoal, originWith }) => {
  const origin = await originWith()
  const lure = origin.file('/beacon', { headers: { 'Access-Control-Allow-Origin': '*' } })
  const reached = await shoal.page.evaluate(async (url) => {
    const names: string[] = []
    await fetch(url, { mode: 'no-cors' }).then(
      () => names.push('fetch'),
      () => undefined
    )
    if (navigator.sendBeacon(url, 'x')) names.push('beacon queued')
    await new Promise<void>((resolve) => {
      const image = new Image()
      image.onload = () => resolve(void names.push('image'))
      image.onerror = () => resolve()
      image.src = url
    })
    await new Promise<void>((resolve) => {
      try {
        const socket = new WebSocket(url.replace('http', 'ws'))
        socket.onerror = () => resolve()
        socket.onopen = () => resolve(void names.push('socket'))
      } catch {
        resolve()
      }
    })
    return names
  }, lure.url)
  expect(reached.filter((name) => name !== 'beacon queued')).toEqual([])
  await shoal.page.waitForTimeout(200)
  expect(origin.requests).toEqual([])
})

test('the session lets nothing but the page through, whatever the policy says', async ({
  shoal,
  originWith
}) => {
  const lure = (await originWith()).file('/direct')
  const outcome = await shoal.electron.evaluate(async ({ session }, url) => {
    const fetched = (session.defaultSession as unknown as { fetch(url: string): Promise<Response> }).fetch(
      url
    )
    return fetched.then(
      () => 'answered',
      (error: unknown) => String(error)
    )
  }, lure.url)
  expect(outcome).toContain('ERR_BLOCKED_BY_CLIENT')
  expect(lure.requests()).toEqual([])
})

test('every permission is denied', async ({ shoal }) => {
  const answers = await shoal.page.evaluate(async () => {
    const denied = (promise: Promise<unknown>): Promise<string> =>
      promise.then(
        (value) => `granted ${String(value)}`,
        () => 'denied'
      )
    return {
      notification: await Notification.requestPermission(),
      geolocation: await denied(
        new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(resolve, reject))
      ),
      camera: await denied(navigator.mediaDevices.getUserMedia({ video: true })),
      screen: await denied(navigator.mediaDevices.getDisplayMedia({ video: true })),
      clipboard: await denied(navigator.clipboard.readText()),
      midi: await denied(navigator.requestMIDIAccess({ sysex: true })),
      states: await Promise.all(
        ['geolocation', 'notifications', 'camera', 'microphone', 'midi'].map(
          async (name) => (await navigator.permissions.query({ name: name as PermissionName })).state
        )
      )
    }
  })
  expect(answers).toEqual({
    notification: 'denied',
    geolocation: 'denied',
    camera: 'denied',
    screen: 'denied',
    clipboard: 'denied',
    midi: 'denied',
    states: ['denied', 'denied', 'denied', 'denied', 'denied']
  })
})

test('the app scheme serves the page and no other file', async ({ shoal }) => {
  const answers = await shoal.page.evaluate(async () => {
    const paths = [
      '/',
      '/../main/desktop.cjs',
      '/%2e%2e/main/desktop.cjs',
      '/..%2fmain%2fdesktop.cjs',
      '/assets/',
      '/x.js'
    ]
    return Promise.all(
      paths.map(async (asked) => {
        const { status, headers } = await fetch(`app://shoal${asked}`)
        return {
          asked,
          status,
          policy: headers.get('content-security-policy')?.startsWith("default-src 'none'")
        }
      })
    )
  })
  expect(answers.map(({ status }) => status)).toEqual([200, 404, 404, 404, 404, 404])
  expect(answers.every(({ policy }) => policy)).toBe(true)
})

const CALL = {
  t: 'call',
  id: 31_337,
  method: 'transfers.add',
  input: { uri: 'http://127.0.0.1:9/stolen' }
} as const

test('another window with the same preload is not heard', async ({ shoal }) => {
  const answered = await shoal.electron.evaluate(
    async ({ BrowserWindow }, { preload, call }) => {
      const answers: unknown[] = []
      for (const address of ['data:text/html,foreign', 'app://shoal/']) {
        const foreign = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } })
        await foreign.loadURL(address).catch(() => undefined)
        answers.push(
          await foreign.webContents.executeJavaScript(`new Promise((resolve) => {
            window.shoal.onMessage(() => resolve('answered'))
            window.shoal.send(${JSON.stringify(call)})
            setTimeout(() => resolve('silence'), 500)
          })`)
        )
        foreign.destroy()
      }
      return answers
    },
    { preload: PRELOAD, call: CALL }
  )
  expect(answered).toEqual(['silence', 'silence'])
  await expect(shoal.page.getByRole('article')).toHaveCount(0)
})

test('a foreign page inside our own window is not heard', async ({ shoal }) => {
  const answered = await shoal.electron.evaluate(async ({ BrowserWindow, session }, call) => {
    // The guards are taken away, so that only the check of the sender is left.
    session.defaultSession.webRequest.onBeforeRequest(null)
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    contents?.removeAllListeners('did-navigate')
    await contents?.loadURL('data:text/html,foreign')
    return contents?.executeJavaScript(`new Promise((resolve) => {
      window.shoal.onMessage(() => resolve('answered'))
      window.shoal.send(${JSON.stringify(call)})
      setTimeout(() => resolve(location.protocol + ' silence'), 500)
    })`) as Promise<unknown>
  }, CALL)
  expect(answered).toBe('data: silence')
})

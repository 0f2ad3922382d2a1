/** What a homelab holds before hl comes: none of it is ours, and none of it may change. */

export const glanceYml = `# My dashboard. Edited by hand since 2023.
server:
  port: 8080

theme: { background-color: 240 13 14, primary-color: 51 33 68 } # gruvbox-ish

pages:
  - name: Home
    columns:
      - size: small
        widgets:
          - type: calendar
            first-day-of-week: monday
          - type: bookmarks
            groups:
              - title: Network
                links:
                  - title: Router # never touch
                    url: http://192.0.2.1
      - size: full
        widgets:
          - type: monitor
            title: Infrastructure
            sites:
              - title: NAS
                url: http://192.0.2.5:5000
                check-url: http://127.0.0.1:9/ # off at night
  - name: "Films & Series"
    columns:
      - size: full
        widgets: []
`;

export const traefikYml = `# By hand: the NAS and the router
http:
  routers:
    nas:
      rule: Host(\`nas.lab.example\`)
      entryPoints: [websecure]
      service: nas
      tls: { certResolver: letsencrypt }
  services:
    nas:
      loadBalancer:
        servers: [{ url: "http://127.0.0.1:9" }]
`;

export const piholeHosts = ['192.0.2.1 router.lab.example', '192.0.2.5 nas.lab.example nas', '192.0.2.6 printer.lab.example'];

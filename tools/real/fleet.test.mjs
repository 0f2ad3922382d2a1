// Services through their lives by the hl command on real hosts, one step after the other. Every claim is checked by docker on
// the hosts, by a file there or by an HTTP answer. Argument: the directory that hosts.sh made.
import './steps/life.mjs';
import './steps/refused.mjs';
import './steps/accounts.mjs';
import './steps/failures.mjs';
import './steps/swarm.mjs';
import './steps/fleet.mjs';
import './steps/everyday.mjs';
import './steps/init.mjs';
import './steps/kills.mjs';
import './steps/end.mjs';

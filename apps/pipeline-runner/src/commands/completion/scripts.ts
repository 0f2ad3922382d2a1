/** What a shell asks `hl __complete`, with the words up to the cursor; `:files` leaves it to the shell. */
const bash = `# hl completion bash: source it, or put it where bash-completion looks (~/.local/share/bash-completion/completions/hl)
_hl() {
  local IFS=$'\\n' lines
  lines=$("\${COMP_WORDS[0]}" __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2> /dev/null) || return 0
  if [ "$lines" = :files ]; then compopt -o default 2> /dev/null; COMPREPLY=(); return 0; fi
  COMPREPLY=(\${lines:+$(cut -f 1 <<< "$lines")})
}
complete -F _hl hl
`;

const zsh = `#compdef hl
# hl completion zsh: source it after compinit, or put it as _hl into a folder of $fpath
_hl() {
  local -a lines described
  local line
  lines=("\${(@f)$("\${words[1]}" __complete "\${(@)words[2,CURRENT]}" 2> /dev/null)}")
  if [[ "\${lines[1]}" == :files ]]; then _files; return; fi
  for line in "\${lines[@]}"; do
    [[ -n $line ]] && described+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  _describe -V hl described
}
if [[ "\${funcstack[1]}" == _hl ]]; then _hl "$@"; else compdef _hl hl; fi
`;

const fish = `# hl completion fish: source it, or put it as hl.fish into ~/.config/fish/completions
function __hl_complete
    set -l words (commandline -opc)
    set -l lines ($words[1] __complete $words[2..] (commandline -ct) 2> /dev/null)
    if test "$lines" = :files
        __fish_complete_path (commandline -ct)
    else
        string join -- \\n $lines
    end
end
complete -c hl -f -a '(__hl_complete)'
`;

export const scripts = { bash, zsh, fish } as const;

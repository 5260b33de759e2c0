; The installer's own part: `shoal:` links open Shoal, until it is uninstalled.
!macro customInstall
  WriteRegStr SHELL_CONTEXT "Software\Classes\shoal" "" "URL:Shoal"
  WriteRegStr SHELL_CONTEXT "Software\Classes\shoal" "URL Protocol" ""
  WriteRegStr SHELL_CONTEXT "Software\Classes\shoal\DefaultIcon" "" "$INSTDIR\${APP_EXECUTABLE_FILENAME},0"
  WriteRegStr SHELL_CONTEXT "Software\Classes\shoal\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
!macroend

!macro customUnInstall
  DeleteRegKey SHELL_CONTEXT "Software\Classes\shoal"
!macroend

; The installer for Windows, of the folder that PyInstaller has built in dist\octavo:
;
;     iscc /DVersion=1.2.3 packaging\windows\octavo.iss
;
; It needs no administrator and installs for one user. Libraries lie elsewhere (in the user's data, or
; in a folder octavo-library beside the program), and there is no [UninstallDelete] here on purpose:
; what the installer has not brought, the uninstaller does not take.

#ifndef Version
  #error Say which version this is: /DVersion=1.2.3
#endif

[Setup]
AppId={{6C0B0B7E-5C0F-4C5B-9F0A-7B1D2C5E8A41}
AppName=Octavo
AppVersion={#Version}
AppPublisher=The Octavo developers
DefaultDirName={autopf}\Octavo
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0
ChangesAssociations=yes
CloseApplications=yes
LicenseFile=..\..\LICENSE
SetupIconFile=..\icons\octavo.ico
UninstallDisplayIcon={app}\octavow.exe
OutputDir=..\..\dist
OutputBaseFilename=octavo-{#Version}-windows-x64-setup
WizardStyle=modern
ShowLanguageDialog=auto

[Languages]
; Inno Setup brings Chinese since 6.5; an older one makes an installer that speaks English alone.
Name: en; MessagesFile: "compiler:Default.isl"
#if FileExists(CompilerPath + "Languages\ChineseSimplified.isl")
Name: zh; MessagesFile: "compiler:Languages\ChineseSimplified.isl"
#endif

[Tasks]
Name: desktopicon; Description: "{cm:CreateDesktopIcon}"; Flags: unchecked

[InstallDelete]
; What an older version has brought and this one has not would be imported all the same.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "..\..\dist\octavo\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[Icons]
Name: "{autoprograms}\Octavo"; Filename: "{app}\octavow.exe"
Name: "{autodesktop}\Octavo"; Filename: "{app}\octavow.exe"; Tasks: desktopicon

[Registry]
; "Open with" offers Octavo; what opens these files by itself stays what it was.
Root: HKA; Subkey: "Software\Classes\Octavo.Markdown"; ValueType: string; ValueData: "Markdown"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\Octavo.Markdown\DefaultIcon"; ValueType: string; ValueData: "{app}\octavow.exe,0"
Root: HKA; Subkey: "Software\Classes\Octavo.Markdown\shell\open\command"; ValueType: string; ValueData: """{app}\octavow.exe"" ""%1"""
Root: HKA; Subkey: "Software\Classes\.md\OpenWithProgids"; ValueType: string; ValueName: "Octavo.Markdown"; ValueData: ""; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\.markdown\OpenWithProgids"; ValueType: string; ValueName: "Octavo.Markdown"; ValueData: ""; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\.mdown\OpenWithProgids"; ValueType: string; ValueName: "Octavo.Markdown"; ValueData: ""; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\.mkd\OpenWithProgids"; ValueType: string; ValueName: "Octavo.Markdown"; ValueData: ""; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\.mdwn\OpenWithProgids"; ValueType: string; ValueName: "Octavo.Markdown"; ValueData: ""; Flags: uninsdeletevalue
; octavo://note/ID
Root: HKA; Subkey: "Software\Classes\octavo"; ValueType: string; ValueData: "URL:Octavo"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\octavo"; ValueType: string; ValueName: "URL Protocol"; ValueData: ""
Root: HKA; Subkey: "Software\Classes\octavo\DefaultIcon"; ValueType: string; ValueData: "{app}\octavow.exe,0"
Root: HKA; Subkey: "Software\Classes\octavo\shell\open\command"; ValueType: string; ValueData: """{app}\octavow.exe"" ""%1"""

[Run]
Filename: "{app}\octavow.exe"; Description: "{cm:LaunchProgram,Octavo}"; Flags: nowait postinstall skipifsilent

[Code]
const
  WebView2 = 'Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}';
  Missing = 'Octavo shows its window by Microsoft''s WebView2, which this Windows does not have.'#13#10 +
    'It can be had from Microsoft: https://developer.microsoft.com/microsoft-edge/webview2';

function HasWebView2: Boolean;
var
  Found: String;
begin
  Result :=
    RegQueryStringValue(HKLM32, 'SOFTWARE\' + WebView2, 'pv', Found) or
    RegQueryStringValue(HKCU, 'Software\' + WebView2, 'pv', Found);
  Result := Result and (Found <> '') and (Found <> '0.0.0.0');
end;

procedure CurStepChanged(CurStep: TSetupStep);
begin
  { Nothing is downloaded here: Windows 11 has it, and whoever lacks it is told where it is. }
  if (CurStep = ssPostInstall) and not HasWebView2 then
    SuppressibleMsgBox(Missing, mbInformation, MB_OK, IDOK);
end;

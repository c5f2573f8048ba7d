using static Garita.Device.Bootstrap.States.BootstrapEvent;
using static Garita.Device.Bootstrap.States.BootstrapState;

namespace Garita.Device.Bootstrap.States;

/// <summary>
/// Every change of state. What is not here does not happen. A start begins at registering unless there are tokens or a
/// certificate: the code that was waited for may be lost with the power, and one that comes late belongs to the same
/// key.
/// Only a start leads out of <see cref="Idle"/>.
/// </summary>
public static class BootstrapTable
{
    private static readonly Dictionary<(BootstrapState, BootstrapEvent), BootstrapState> Rows = new()
    {
        [(NotProvisioned, Started)] = NotProvisioned,
        [(NotProvisioned, StartedWithCertificate)] = Enrolled,
        [(NotProvisioned, Ready)] = Registering,

        [(Registering, Taken)] = AwaitingCode,
        [(Registering, Refused)] = Idle,
        [(Registering, PutOff)] = Paused,

        [(AwaitingCode, CodeOverdue)] = Registering,
        [(AwaitingCode, NoCode)] = Idle,
        [(AwaitingCode, LoggedIn)] = Provisioned,
        [(AwaitingCode, Refused)] = Idle,
        [(AwaitingCode, PutOff)] = Paused,

        [(Provisioned, Started)] = Provisioned,
        [(Provisioned, StartedWithCertificate)] = Enrolled,
        [(Provisioned, TokenOld)] = Refreshing,
        [(Provisioned, Exchanged)] = Enrolled,
        [(Provisioned, LoggedOut)] = Idle,
        [(Provisioned, Refused)] = Idle,
        [(Provisioned, PutOff)] = Paused,

        [(Refreshing, Refreshed)] = Provisioned,
        [(Refreshing, Refused)] = Idle,
        [(Refreshing, PutOff)] = Paused,

        [(Paused, RegisterAgain)] = Registering,
        [(Paused, LoginAgain)] = AwaitingCode,
        [(Paused, GoOn)] = Provisioned,
        [(Paused, RefreshAgain)] = Refreshing,

        [(Idle, Started)] = NotProvisioned,
        [(Idle, StartedWithCertificate)] = Enrolled,

        [(Enrolled, Started)] = NotProvisioned,
        [(Enrolled, StartedWithCertificate)] = Enrolled,
    };

    /// <summary>The state that follows; null where the event has no place in this state.</summary>
    public static BootstrapState? Next(BootstrapState state, BootstrapEvent happened) =>
        Rows.TryGetValue((state, happened), out BootstrapState next) ? next : null;

    /// <summary>What ends a pause that began in a state; null where none begins there.</summary>
    public static BootstrapEvent? EndOfPause(BootstrapState from) => from switch
    {
        Registering => RegisterAgain,
        AwaitingCode => LoginAgain,
        Provisioned => GoOn,
        Refreshing => RefreshAgain,
        NotProvisioned or Paused or Idle or Enrolled => null,
    };
}

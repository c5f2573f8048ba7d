using System.Net;
using Garita.AuditLog.Refusals;
using Garita.Contracts.Bootstrap;
using Garita.Server.Hosting;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Bootstrap.Requests;

/// <summary>Where every refusal is told: to the audit log as a count, to the log within a budget of lines.</summary>
internal sealed class BootstrapRefusals(
    BootstrapOptions options, RefusalCounter? audit, TimeProvider time, ILogger logger)
{
    private readonly LineBudget _lines = new(options.RefusalLinesPerMinute, time);

    /// <summary>Tells of a request that was understood and refused.</summary>
    public void Tell(BootstrapOp op, string device, string batch, string reason)
    {
        audit?.Count("birth:" + batch, reason);
        if (_lines.TryTake(out long silent))
        {
            BootstrapLog.Refused(logger, op, device, batch, reason, silent);
        }
    }

    /// <summary>Tells of bytes that are no request.</summary>
    public void Tell(IPEndPoint remote, string reason)
    {
        audit?.Count(string.Empty, reason);
        if (_lines.TryTake(out long silent))
        {
            BootstrapLog.NoRequest(logger, remote, reason, silent);
        }
    }
}

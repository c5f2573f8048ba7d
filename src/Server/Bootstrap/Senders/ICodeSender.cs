using Garita.Enrollment.Registrations;

namespace Garita.Server.Bootstrap.Senders;

/// <summary>Sends one code out of band.</summary>
public interface ICodeSender
{
    /// <summary>Sends it, with whatever patience is its own. Null where it is gone; else why it is not.</summary>
    Task<string?> SendAsync(CodeMessage message, CancellationToken cancellationToken);
}

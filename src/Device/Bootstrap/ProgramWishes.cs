namespace Garita.Device.Bootstrap;

/// <summary>What the program asks of a run that is under way. Thread-safe.</summary>
/// <param name="certificate">Whether it asks for the certificate from the start.</param>
internal sealed class ProgramWishes(bool certificate)
{
    private readonly Lock _gate = new();

    // Guarded by _gate: what is asked for, and what wakes the run when more is.
    private bool _certificate = certificate;
    private bool _logout;
    private TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The certificate is to be asked for.</summary>
    public void AskForCertificate()
    {
        lock (_gate)
        {
            _certificate = true;
            _asked.TrySetResult();
        }
    }

    /// <summary>The tokens are to be given back.</summary>
    public void AskForLogout()
    {
        lock (_gate)
        {
            _logout = true;
            _asked.TrySetResult();
        }
    }

    /// <summary>What is asked for; what is asked for later completes <see cref="WhenAsked"/>.</summary>
    public (bool Certificate, bool Logout) Now()
    {
        lock (_gate)
        {
            _asked = _asked.Task.IsCompleted ? new(TaskCreationOptions.RunContinuationsAsynchronously) : _asked;
            return (_certificate, _logout);
        }
    }

    /// <summary>Completes when something is asked for that the last <see cref="Now"/> did not say.</summary>
    public Task WhenAsked()
    {
        lock (_gate)
        {
            return _asked.Task;
        }
    }
}

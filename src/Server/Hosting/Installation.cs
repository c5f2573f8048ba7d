using Garita.Authority.Issuing;
using Garita.Authority.Keys;
using Garita.Authority.Vault;
using Garita.Contracts.Identities;
using Garita.Durable;
using Garita.Server.Issuing;
using Garita.Server.Registry;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Hosting;

/// <summary>Makes a data directory: vault, database and first operator appear together or not at all.</summary>
public static class Installation
{
    /// <summary>Makes one.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="keep">
    /// Called before the directory is put into place, so that the caller can store the operator's certificate; what it
    /// throws undoes everything.
    /// </param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Where issuing is told.</param>
    /// <param name="cancellationToken">Ends it; then nothing is left.</param>
    /// <exception cref="StartupException">Why not; nothing is left.</exception>
    public static async Task<InstallationResult> CreateAsync(
        InstallationRequest request, Func<InstallationResult, Task> keep, TimeProvider time, ILoggerFactory loggers,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(keep);
        ArgumentNullException.ThrowIfNull(time);
        try
        {
            VaultRefusal refusal = VaultDraft.TryBegin(
                request.DataDirectory, request.Vault, new DurableFiles(), time.GetUtcNow(), out VaultDraft? made);
            using VaultDraft draft = made ?? throw StartupException.Of(refusal, request.DataDirectory);
            InstallationResult result = await FillAsync(draft.Layout, request, time, loggers, cancellationToken)
                .ConfigureAwait(false);
            await keep(result).ConfigureAwait(false);
            draft.Commit();
            return result;
        }
        catch (DurableException fault)
        {
            throw new StartupException(StartupFault.Storage, fault.Message, fault);
        }
        catch (Storage.StorageException fault)
        {
            throw new StartupException(StartupFault.Storage, fault.Message, fault);
        }
    }

    private static async Task<InstallationResult> FillAsync(
        VaultLayout layout, InstallationRequest request, TimeProvider time, ILoggerFactory loggers,
        CancellationToken cancellationToken)
    {
        if (!Identity.TryCreate(IdentityKind.Operator, request.OperatorName, out Identity identity))
        {
            throw new StartupException(
                StartupFault.BadInput, $"'{request.OperatorName}' is no operator's name: 1 to 64 of A-Z a-z 0-9 - _.");
        }

        GaritaOptions options = new()
        {
            DataDirectory = layout.DataDirectory,
            UnlockSecret = request.Vault.UnlockSecret,
        };
        using DataDirectory data = await DataDirectory
            .OpenAsync(layout, null, options, time, loggers, cancellationToken)
            .ConfigureAwait(false);
        VaultRefusal refusal = data.Vault.TryUnlockPeopleIssuer(request.Vault.RootPassphrase, out Issuer? unlocked);
        using Issuer issuer = unlocked ?? throw StartupException.Of(refusal, request.DataDirectory);
        CertificateAuthority authority = new(
            data.Vault.DeviceIssuer, data.Vault.Trust, data.Issuance, time,
            loggers.CreateLogger<CertificateAuthority>());
        IdentityEnrollment enrollment = new(data.Registry, authority, loggers.CreateLogger("Garita.Registry"));
        EnrollmentResult added = await enrollment.AddAsync(
            NewIdentity.Of(identity), request.OperatorCsr, issuer, "init", cancellationToken).ConfigureAwait(false);
        return added.Certificate is { } certificate
            ? new InstallationResult(certificate, ServerTrust.RootPem(data.Vault), layout, data.Vault.Notices)
            : throw new StartupException(StartupFault.BadInput, $"The first operator was refused: {added.Issue}.");
    }
}

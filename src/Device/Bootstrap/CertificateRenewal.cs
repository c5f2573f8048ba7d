using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Garita.Contracts.Bootstrap;
using Garita.Contracts.Bootstrap.Replies;
using Garita.Contracts.Bootstrap.Requests;
using Garita.Device.Bootstrap.Links;
using Garita.Device.Bootstrap.States;
using Garita.Device.Keys;
using Garita.MqttClient.Transports;

namespace Garita.Device.Bootstrap;

/// <summary>
/// Asks for another certificate with the one that the device has, over the same port and with the same care about
/// replies as the first time. For when two thirds of its life are over, and again each day until it is done.
/// </summary>
public static class CertificateRenewal
{
    /// <summary>
    /// Asks once. Not while a <see cref="BootstrapClient"/> runs on the same storage. The certificate from the factory
    /// in the options is not shown.
    /// </summary>
    /// <exception cref="DeviceException">There is no certificate yet; key store or storage fail.</exception>
    public static async Task<RenewalOutcome> RunAsync(BootstrapOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        using DeviceCertificates held = options.KeyStore.LoadCertificates();
        using ECDsa key = options.KeyStore.OpenKey();
        held.MustMatch(key);
        using X509Certificate2 leaf = held.Leaf.CopyWithPrivateKey(key);
        BootstrapOptions own = options with
        {
            Birth = new ClientCertificate(leaf, held.Issuers),
            ServerRoots = held.ServerRoots,
        };
        await using BootstrapLink link = new(own);
        BootstrapDialog dialog = new(own, BootstrapMemory.Open(options.Storage), link);
        EnrollBody body = new(SigningRequest.CreatePem(options.KeyStore));
        BootstrapReply? reply = await dialog.AskAsync(
            dialog.Signed(BootstrapOp.Enroll, head => head with { Enroll = body }), cancellationToken)
            .ConfigureAwait(false);
        return reply switch
        {
            { Enrolled: { } enrolled } => Store(options, enrolled),
            null or { RetryAfter: not null } => RenewalOutcome.NoAnswer,
            _ => Refused(options, BootstrapCodeWord.Word(reply.Code)),
        };
    }

    private static RenewalOutcome Store(BootstrapOptions options, EnrolledBody enrolled)
    {
        try
        {
            using DeviceCertificates certificates = DeviceCertificates.FromPem(enrolled.Chain, enrolled.Roots);
            options.KeyStore.SaveCertificates(certificates);
            BootstrapLog.Renewed(options.Logger, options.Uuid, certificates.Leaf.NotAfter.ToUniversalTime());
            return RenewalOutcome.Renewed;
        }
        catch (DeviceException fault) when (fault.Fault
            is DeviceFault.FileInvalid or DeviceFault.NoCertificate or DeviceFault.CertificateForAnotherKey)
        {
            return Refused(options, fault.Message);
        }
    }

    private static RenewalOutcome Refused(BootstrapOptions options, string why)
    {
        BootstrapLog.NotEnrolled(options.Logger, options.Uuid, why);
        return RenewalOutcome.Refused;
    }
}

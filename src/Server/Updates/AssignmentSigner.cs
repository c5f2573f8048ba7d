using Garita.Authority.Vault;
using Garita.Contracts.Identities;
using Garita.Firmware.Delivery;
using Garita.Pki.Keys;

namespace Garita.Server.Updates;

/// <summary>Signs what the server assigns to devices: offers, and answers whether they are still wanted.</summary>
internal sealed class AssignmentSigner(Assigner assigner) : IDisposable
{
    /// <summary>The offer as a device takes it.</summary>
    public UpdateOfferMessage Sign(UpdateOfferMessage offer, Identity device) => offer.AssignedBy(
        assigner.Certificate, assigner.Issuer, SignatureOver(offer.ToBeSigned(device.Name)));

    /// <summary>The answer as a device takes it.</summary>
    public UpdateAnswer Sign(UpdateAnswer answer, Identity device) => answer.AssignedBy(
        assigner.Certificate, assigner.Issuer, SignatureOver(answer.ToBeSigned(device.Name)));

    public void Dispose() => assigner.Dispose();

    private EcdsaSignature SignatureOver(byte[] data) =>
        EcdsaSignature.TryFromDer(assigner.Key.Sign(data), out EcdsaSignature? signature)
            ? signature
            : throw new InvalidOperationException("the assigner's key made no signature of P-256");
}

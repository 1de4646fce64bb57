using Penstock.Domain.Models;

namespace Penstock.Gateways.Engines.OpenInference;

/// <summary>What a server says of a model that it serves.</summary>
/// <param name="Signature">What it takes and gives: tensors.</param>
/// <param name="Description">What it is, for people; empty when the server does not say.</param>
/// <param name="Binary">Whether the server takes and gives tensors as bytes.</param>
internal sealed record ServedModel(Signature Signature, string Description, bool Binary);
